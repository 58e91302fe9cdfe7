import type { Fault, FaultName } from "@loop-health/integrations-simulator"
import { otherValues, markedOrder, patient } from "./marks.ts"

type FaultsByName = { readonly [Name in FaultName]: readonly Extract<Fault, { name: Name }>[] }

/** Response bodies with patient data, as observed at Junction and worse. */
const quotes: readonly unknown[] = [
  invalid("patient_details", "dob"),
  invalid("patient_details", otherValues.unknownName),
  { detail: `Phone number is not correct: ${patient.phone} of ${JSON.stringify(markedOrder())}` },
  { detail: { error_type: patient.email, error_message: patient.last_name, ...markedOrder() } },
  `${JSON.stringify(markedOrder())} is not an order`,
]

function invalid(...path: string[]): object {
  const input = markedOrder()
  const msg = `${patient.dob} of ${patient.email}`
  return { detail: [{ type: "value_error", loc: ["body", ...path], msg, input, ctx: input }] }
}

/** Every fault of Junction by name, with patient data wherever a response can contain it. */
export const junctionFaults: FaultsByName = {
  "reset-before-create": [{ name: "reset-before-create" }],
  "reset-after-create": [{ name: "reset-after-create" }],
  status: [400, 401, 403, 404, 408, 409, 422, 500].flatMap((status) =>
    quotes.map((body) => ({
      name: "status",
      status,
      body,
      headers: {
        "x-quote": otherValues.query,
        location: `/${otherValues.query}`,
        "retry-after": "9",
      },
      saved: false,
      times: 3,
    })),
  ),
  "500": [{ name: "500", times: 2 }],
  "429": [{ name: "429", retryAfter: 30 }],
  "503": [{ name: "503", retryAfter: 30 }],
  delay: [{ name: "delay", ms: 300 }],
  hang: [{ name: "hang" }],
  "stalled-body": [{ name: "stalled-body" }],
  "non-json-200": [{ name: "non-json-200", times: 2 }],
  "missing-field": [{ name: "missing-field", field: "id" }],
  "other-passthrough": [{ name: "other-passthrough", passthrough: patient.email }],
  "gateway-504-then-create": [{ name: "gateway-504-then-create", ms: 100 }],
  "list-lags": [{ name: "list-lags", forMs: 3_600_000 }],
  "list-fails": [{ name: "list-fails", status: 500 }],
  redirect: [{ name: "redirect", location: `https://${otherValues.query}.example/` }],
}
