import { randomUUID } from "node:crypto"
import type { LabOrderRequest } from "@loop-health/integrations-contract"
import contract from "@loop-health/integrations-contract/openapi.json" with { type: "json" }
import fastify, { type FastifyRequest } from "fastify"
import type { Caller } from "../../src/caller.ts"
import { headersOf, type Duties } from "../duties.ts"

const path = "/v1/labs/orders"
const operation = contract.paths[path].post

/**
 * Serves the operation with Fastify 5, and returns its URL. Fastify checks the key and serializes
 * the response with the contract's schemas. The duties validate the body, so Fastify does not.
 */
export async function serveContender({ authenticate, create }: Duties): Promise<string> {
  const app = fastify({ bodyLimit: 64 * 1024, genReqId: () => randomUUID() })
  const callers = new WeakMap<FastifyRequest, Caller>()
  app.addHook("onRequest", async (request, response) => {
    response.headers(headersOf(request.id))
    try {
      callers.set(request, await authenticate(request.headers.authorization))
    } catch {
      return response.code(401).send({ error: "unauthenticated", message: "" })
    }
  })
  app.post<{ Body: LabOrderRequest; Headers: { "idempotency-key": string } }>(
    path,
    {
      schema: {
        headers: {
          type: "object",
          required: ["idempotency-key"],
          properties: { "idempotency-key": contract.components.parameters.IdempotencyKey.schema },
        },
        response: {
          201: inlineReferences(operation.responses["201"].content["application/json"].schema),
        },
      },
    },
    async (request, response) => {
      const caller = callers.get(request)
      if (caller === undefined) throw new Error("The caller is missing.")
      const { headers, body, id: requestId } = request
      const idempotencyKey = headers["idempotency-key"]
      return response.code(201).send(await create({ caller, idempotencyKey, body, requestId }))
    },
  )
  return app.listen({ port: 0, host: "127.0.0.1" })
}

/** Returns a schema of the contract with its references replaced by their schemas. */
function inlineReferences(schema: object): object {
  const schemas: Readonly<Record<string, object>> = contract.components.schemas
  return JSON.parse(JSON.stringify(schema), (_name, value: unknown) => {
    if (typeof value !== "object" || value === null || !("$ref" in value)) return value
    return inlineReferences(schemas[String(value.$ref).split("/").at(-1) ?? ""] ?? {})
  }) as object
}
