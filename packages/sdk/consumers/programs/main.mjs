import process from "node:process"
import * as sdk from "@loop-health/integrations-sdk"
import { placeOrders } from "./place-orders.mjs"

console.log(JSON.stringify(await placeOrders(sdk, process.argv[2])))
