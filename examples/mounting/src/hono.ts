import { toFetchHandler, type Handler } from "@loop-health/integrations-server"
import { Hono } from "hono"

/** A Hono app that takes lab orders as well. */
export function createHonoApp(handler: Handler): Hono {
  const app = new Hono()
  const answer = toFetchHandler(handler)
  // A middleware that wants the body reads a clone: the service reads the bytes itself, and there is one stream to read.
  app.all("/v1/labs/orders", (context) => answer(context.req.raw))

  app.post("/hello", async (context) => context.json(await context.req.json()))
  return app
}
