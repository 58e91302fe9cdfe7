import * as sdk from "@loop-health/integrations-sdk"
import { placeOrders } from "./place-orders.mjs"

globalThis.seen = placeOrders(sdk, location.origin)
