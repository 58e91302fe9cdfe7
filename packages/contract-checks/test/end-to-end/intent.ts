import { randomUUID } from "node:crypto"
import {
  createClient,
  type ClientOptions,
  type CreateLabOrderOptions,
  type CreateLabOrderResult,
  type LabOrderRequest,
} from "@loop-health/integrations-sdk"
import type { ServedStack } from "./served-stack.ts"

/** An intent to place one order, with its own patient and user. */
export interface Intent {
  readonly userId: string
  readonly order: LabOrderRequest
  /** Whether the lab declines patients of the order's state. */
  readonly labDeclines: boolean
  /** Part of each request that places the order, at both proxies, and of no other request. */
  readonly marker: string
  /** Valid for one hour. */
  readonly token: string
  /** Sends the order through the SDK. Default: with the valid token. */
  send(
    options?: CreateLabOrderOptions,
    clientOptions?: Partial<ClientOptions>,
  ): Promise<CreateLabOrderResult>
}

/** Creates an intent. The lab declines patients in New York. */
export async function createIntent(stack: ServedStack, state: "IL" | "NY" = "IL"): Promise<Intent> {
  const id = randomUUID().slice(0, 8)
  const userId = `user-${id}`
  const marker = `Zephyrine-${id}`
  const order: LabOrderRequest = {
    panel_slug: "wellness",
    patient: {
      first_name: "Quillon",
      last_name: marker,
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
    labDeclines: state === "NY",
    marker,
    token,
    send: (options, clientOptions) =>
      createClient({
        baseUrl: stack.front.url,
        token,
        timeoutMs: 60_000,
        ...clientOptions,
      }).labs.orders.safeCreate(order, options),
  }
}
