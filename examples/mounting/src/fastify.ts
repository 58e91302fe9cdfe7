import type { Handler } from "@loop-health/integrations-server"
import { createListener } from "@loop-health/integrations-server/node"
import fastify, { type FastifyInstance } from "fastify"

/** Creates a Fastify 5 app that also serves the lab order API. */
export function createFastifyApp(handler: Handler): FastifyInstance {
  const app = fastify()
  const listener = createListener(handler)
  app.all("/v1/labs/orders", {
    // Before Fastify reads the body, because the service must read it itself.
    onRequest: (request, response) => {
      response.hijack()
      listener(request.raw, response.raw)
    },
    handler: () => {},
  })

  app.post("/hello", (request) => request.body)
  return app
}
