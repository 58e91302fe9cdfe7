import { toFetchHandler, type Handler } from "@loop-health/integrations-server"
import { Hono } from "hono"

/** Creates a Hono app that also serves the lab order API. */
export function createHonoApp(handler: Handler): Hono {
  const app = new Hono()
  const handle = toFetchHandler(handler)
  // A middleware must read a clone of the body, because the service must read the body itself.
  app.all("/v1/labs/orders", (context) => handle(context.req.raw))

  app.post("/hello", async (context) => context.json(await context.req.json()))
  return app
}
