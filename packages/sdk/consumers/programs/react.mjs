import process from "node:process"
import * as sdk from "@loop-health/integrations-sdk"
import * as loopReact from "@loop-health/integrations-sdk/react"
import * as query from "@tanstack/react-query"
import * as react from "react"
import * as server from "react-dom/server"
import { orderInReact } from "./order-in-react.mjs"

const modules = { sdk, loopReact, query, react, server }
console.log(JSON.stringify(await orderInReact(modules, process.argv[2])))
