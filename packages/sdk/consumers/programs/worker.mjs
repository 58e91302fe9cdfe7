import * as sdk from "@loop-health/integrations-sdk"
import { placeOrders } from "./place-orders.mjs"

export default {
  async fetch(_request, env) {
    return Response.json(await placeOrders(sdk, env.BASE_URL))
  },
}
