import { toSettings, type ClientOptions } from "./client-options.ts"
import { createLabOrders, type LabOrders } from "./lab-orders.ts"

/** Client of Loop Health's integrations API. */
export interface LoopClient {
  readonly labs: {
    readonly orders: LabOrders
  }
}

/**
 * Creates a client. Sends no request before the first call.
 *
 * @throws TypeError that names the invalid option.
 *
 * @example
 * const loop = createClient({ token: () => session.accessToken() })
 * const order = await loop.labs.orders.create(body)
 */
export function createClient(options: ClientOptions): LoopClient {
  const orders = createLabOrders(toSettings(options))
  return { labs: { orders } }
}
