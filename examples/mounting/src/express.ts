import type { Handler } from "@loop-health/integrations-server"
import { createListener } from "@loop-health/integrations-server/node"
import express, { type Express } from "express"

/** Creates an Express 5 app that also serves the lab order API. */
export function createExpressApp(handler: Handler): Express {
  const app = express()
  // Before every body parser, because the service must read the body itself. With `all`, other
  // methods get the contract's 405. `use` would remove the path.
  app.all("/v1/labs/orders", createListener(handler))

  app.use(express.json())
  app.post("/hello", (request, response) => void response.json(request.body))
  return app
}
