import { createHash, randomUUID } from "node:crypto"
import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-contract"
import contract from "@loop-health/integrations-contract/openapi.json" with { type: "json" }
import fastify, { type FastifyRequest } from "fastify"
import type { Caller, TokenVerifier } from "../src/caller.ts"

const path = "/v1/labs/orders"

/**
 * Serves the operation as an application on Fastify 5 and returns its URL. It checks the bearer
 * token, validates and serializes with the contract's schemas, and keeps one order per key of a
 * user in memory. Its lab accepts every order.
 */
export async function serveFastify(verifyToken: TokenVerifier): Promise<string> {
  const app = fastify({
    bodyLimit: 64 * 1024,
    genReqId: () => randomUUID(),
    // By default, Fastify converts "5" to 5 and removes fields, which JSON Schema does not allow.
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
        strict: false,
      },
    },
  })
  const callers = new WeakMap<FastifyRequest, Caller>()
  const orders = new Map<string, { readonly bodyHash: string; readonly order: LabOrder }>()
  const operation = contract.paths[path].post

  app.addHook("onRequest", async (request, response) => {
    const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1]
    if (token === undefined) {
      return response.code(401).send({ error: "unauthenticated", message: "" })
    }
    callers.set(request, await verifyToken(token))
    response.headers({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": request.id,
    })
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
        body: inlineReferences(operation.requestBody.content["application/json"].schema),
        response: {
          201: inlineReferences(operation.responses["201"].content["application/json"].schema),
        },
      },
    },
    async (request, response) => {
      const { brandId = "", userId = "" } = callers.get(request) ?? {}
      const key = JSON.stringify([brandId, userId, sha256(request.headers["idempotency-key"])])
      const bodyHash = sha256(JSON.stringify(request.body))
      const earlier = orders.get(key)
      if (earlier !== undefined && earlier.bodyHash !== bodyHash) {
        return response.code(400).send({ error: "idempotency_key_reused", message: "" })
      }
      const order = earlier?.order ?? (await place(request.body, brandId, userId))
      orders.set(key, { bodyHash, order })
      return response.code(201).send(order)
    },
  )
  return app.listen({ port: 0, host: "127.0.0.1" })
}

async function place(body: LabOrderRequest, brandId: string, userId: string): Promise<LabOrder> {
  const id = randomUUID()
  const junctionOrderId = await Promise.resolve(id)
  const now = new Date().toISOString()
  return {
    id,
    brand_id: brandId,
    user_id: userId,
    patient_id: body.patient_id ?? null,
    panel_slug: body.panel_slug,
    junction_order_id: junctionOrderId,
    status: "received",
    total_cents: body.total_cents ?? null,
    currency: body.currency ?? null,
    tracking_number: null,
    result_bloodwork_id: null,
    created_at: now,
    updated_at: now,
    completed_at: null,
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url")
}

/** Returns a schema of the contract with its references replaced by their schemas. */
function inlineReferences(schema: object): object {
  const schemas: Readonly<Record<string, object>> = contract.components.schemas
  return JSON.parse(JSON.stringify(schema), (_name, value: unknown) => {
    if (typeof value !== "object" || value === null || !("$ref" in value)) return value
    return inlineReferences(schemas[String(value.$ref).split("/").at(-1) ?? ""] ?? {})
  }) as object
}
