import type { Handler } from "@loop-health/integrations-server"
import { createListener } from "@loop-health/integrations-server/node"
import express, { type Express } from "express"

/** An Express 5 app that takes lab orders as well. */
export function createExpressApp(handler: Handler): Express {
  const app = express()
  // Before every body parser: the service reads the bytes itself, and there is one stream to read. `all`, so that other
  // methods get the contract's 405; `use` would cut the path.
  app.all("/v1/labs/orders", createListener(handler))

  app.use(express.json())
  app.post("/hello", (request, response) => void response.json(request.body))
  return app
}
