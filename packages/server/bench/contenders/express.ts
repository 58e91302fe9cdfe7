import { randomUUID } from "node:crypto"
import { fileURLToPath } from "node:url"
import express from "express"
import { middleware } from "express-openapi-validator"
import { headersOf, listenOn, type Duties } from "../duties.ts"

/**
 * Serves the operation with Express 5 and express-openapi-validator, and returns its URL. The
 * middleware validates requests with the contract's document.
 */
export function serveContender({ authenticate, create }: Duties): Promise<string> {
  const app = express()
  app.disable("x-powered-by").disable("etag")
  app.use(express.json({ limit: 64 * 1024 }))
  app.use(
    middleware({
      apiSpec: fileURLToPath(
        import.meta.resolve("@loop-health/integrations-contract/openapi.json"),
      ),
      validateSecurity: false,
    }),
  )
  app.post("/v1/labs/orders", async (request, response) => {
    const requestId = randomUUID()
    response.set(headersOf(requestId))
    const caller = await authenticate(request.get("authorization")).catch(() => undefined)
    if (caller === undefined) {
      response.status(401).json({ error: "unauthenticated" })
      return
    }
    const idempotencyKey = request.get("idempotency-key") ?? ""
    const body: unknown = request.body
    response.status(201).json(await create({ caller, idempotencyKey, body, requestId }))
  })
  return listenOn(app)
}
