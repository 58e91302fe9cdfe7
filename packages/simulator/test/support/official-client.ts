import { JunctionClient } from "@junction-api/sdk"
import { simulatorPanels } from "../../src/index.ts"

/**
 * Creates a client of Junction's official SDK, and with it a user and an order for a fictional
 * patient.
 */
export async function placeOfficialOrder(baseUrl: string, apiKey: string) {
  const junction = new JunctionClient({ apiKey, baseUrl, maxRetries: 0 })
  const { userId } = await junction.user.create({ clientUserId: "lh_official" })
  const { order } = await junction.labTests.createOrder({
    idempotencyKey: "official",
    userId,
    patientDetails: {
      firstName: "Quillon",
      lastName: "Zephyrine",
      dob: "1990-04-12",
      gender: "female",
      phoneNumber: "+13125550142",
      email: "quillon@zephyrine.example",
    },
    patientAddress: {
      firstLine: "77 Marmalade Crescent",
      city: "Chicago",
      state: "IL",
      zip: "60601",
      country: "US",
    },
    orderSet: { labTestIds: [...simulatorPanels.wellness.labTestIds] },
    passthrough: "ours",
  })
  return { junction, userId, order }
}
