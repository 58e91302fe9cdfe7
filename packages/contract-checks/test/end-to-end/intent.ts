import { randomUUID } from "node:crypto"
import {
  createClient,
  type ClientOptions,
  type CreateLabOrderOptions,
  type CreateLabOrderResult,
  type LabOrderRequest,
} from "@loop-health/integrations-sdk"
import type { ServedStack } from "./served-stack.ts"

/** Somebody's wish for one order: a patient and a user of its own, so that everything about it can be told apart. */
export interface Intent {
  readonly userId: string
  readonly order: LabOrderRequest
  /** The lab takes nobody who lives there. */
  readonly labRefuses: boolean
  /** In every request that would place the order, at either proxy, and in no other. */
  readonly words: string
  /** Good for an hour. */
  readonly token: string
  /** Asks for the order through the SDK, unless told otherwise with the good token. */
  ask(
    options?: CreateLabOrderOptions,
    clientOptions?: Partial<ClientOptions>,
  ): Promise<CreateLabOrderResult>
}

/** Makes an intent. Its patient lives in Illinois, unless told: New York's are refused by the lab. */
export async function createIntent(stack: ServedStack, state: "IL" | "NY" = "IL"): Promise<Intent> {
  const id = randomUUID().slice(0, 8)
  const userId = `user-${id}`
  const words = `Zephyrine-${id}`
  const order: LabOrderRequest = {
    panel_slug: "wellness",
    patient: {
      first_name: "Quillon",
      last_name: words,
      dob: "1990-04-12",
      email: `quillon.${id}@zephyrine.example`,
      phone: "+13125550142",
      sex: "female",
    },
    address: {
      line1: "77 Marmalade Crescent",
      city: "Chicago",
      state,
      zip: "60601",
      country: "US",
    },
  }
  const token = await stack.issueToken(userId)
  return {
    userId,
    order,
    labRefuses: state === "NY",
    words,
    token,
    ask: (options, clientOptions) =>
      createClient({
        baseUrl: stack.front.url,
        token,
        timeoutMs: 60_000,
        ...clientOptions,
      }).labs.orders.safeCreate(order, options),
  }
}
