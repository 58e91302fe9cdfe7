import { randomUUID } from "node:crypto"
import { getRequestListener } from "@hono/node-server"
import { validateIdempotencyKey } from "@loop-health/integrations-contract/validators"
import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { headersOf, listenOn, type Duties } from "../duties.ts"

/** Serves the operation with Hono on Node, and returns its URL. The duties validate the body. */
export function serveContender({ authenticate, create }: Duties): Promise<string> {
  const app = new Hono()
  app.post("/v1/labs/orders", bodyLimit({ maxSize: 64 * 1024 }), async (context) => {
    const requestId = randomUUID()
    const headers = headersOf(requestId)
    const authorization = context.req.header("authorization")
    const caller = await authenticate(authorization).catch(() => undefined)
    if (caller === undefined) return context.json({ error: "unauthenticated" }, 401, headers)
    const idempotencyKey = context.req.header("idempotency-key") ?? ""
    if (!validateIdempotencyKey(idempotencyKey).valid) {
      return context.json({ error: "idempotency_key_invalid" }, 400, headers)
    }
    const body: unknown = await context.req.json()
    const order = await create({ caller, idempotencyKey, body, requestId })
    return context.json(order, 201, headers)
  })
  const respond = getRequestListener(app.fetch)
  return listenOn((message, response) => void respond(message, response))
}
