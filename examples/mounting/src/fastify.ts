import type { Handler } from "@loop-health/integrations-server"
import { createListener } from "@loop-health/integrations-server/node"
import fastify, { type FastifyInstance } from "fastify"

/** A Fastify 5 app that takes lab orders as well. */
export function createFastifyApp(handler: Handler): FastifyInstance {
  const app = fastify()
  const listener = createListener(handler)
  app.all("/v1/labs/orders", {
    // Before Fastify reads the body: the service reads the bytes itself, and there is one stream to read.
    onRequest: (request, reply) => {
      reply.hijack()
      listener(request.raw, reply.raw)
    },
    handler: () => {},
  })

  app.post("/hello", (request) => request.body)
  return app
}
