import { toSettings, type ClientOptions } from "./client-options.ts"
import { createLabOrders, type LabOrders } from "./lab-orders.ts"

/** Loop Health's integrations API. */
export interface LoopClient {
  readonly labs: {
    readonly orders: LabOrders
  }
}

/**
 * Creates a client. Nothing is sent, and no token is requested, before the first call.
 *
 * @throws TypeError that names the option, if one is not what `ClientOptions` says.
 *
 * @example
 * const loop = createClient({ token: () => session.accessToken() })
 * const order = await loop.labs.orders.create(body)
 */
export function createClient(options: ClientOptions): LoopClient {
  const orders = createLabOrders(toSettings(options))
  return { labs: { orders } }
}
