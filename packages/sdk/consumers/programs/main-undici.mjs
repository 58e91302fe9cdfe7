import process from "node:process"
import { pathToFileURL } from "node:url"
import * as sdk from "@loop-health/integrations-sdk"
import { placeOrders } from "./place-orders.mjs"

const [undici, baseUrl] = process.argv.slice(2)
const { EnvHttpProxyAgent, setGlobalDispatcher } = await import(pathToFileURL(undici))

setGlobalDispatcher(new EnvHttpProxyAgent())
console.log(JSON.stringify(await placeOrders(sdk, baseUrl)))
