import { createHash, randomUUID } from "node:crypto"
import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-contract"
import contract from "@loop-health/integrations-contract/openapi.json" with { type: "json" }
import fastify, { type FastifyRequest } from "fastify"
import type { Caller, TokenVerifier } from "../src/caller.ts"

const path = "/v1/labs/orders"

/**
 * The same duties as somebody would write them on Fastify 5: bearer token, the contract's schemas by its Ajv and its
 * serializer, one order per key of a user (in memory), a lab that takes whatever it gets. Resolves to where it is.
 */
export async function serveFastify(verifyToken: TokenVerifier): Promise<string> {
  const app = fastify({
    bodyLimit: 64 * 1024,
    genReqId: () => randomUUID(),
    // As JSON Schema says: by itself Fastify turns "5" into 5 and takes members away.
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

  app.addHook("onRequest", async (request, reply) => {
    const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1]
    if (token === undefined) return reply.code(401).send({ error: "unauthenticated", message: "" })
    callers.set(request, await verifyToken(token))
    reply.headers({
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
        body: resolved(operation.requestBody.content["application/json"].schema),
        response: { 201: resolved(operation.responses["201"].content["application/json"].schema) },
      },
    },
    async (request, reply) => {
      const { brandId = "", userId = "" } = callers.get(request) ?? {}
      const key = JSON.stringify([brandId, userId, sha256(request.headers["idempotency-key"])])
      const bodyHash = sha256(JSON.stringify(request.body))
      const earlier = orders.get(key)
      if (earlier !== undefined && earlier.bodyHash !== bodyHash) {
        return reply.code(400).send({ error: "idempotency_key_reused", message: "" })
      }
      const order = earlier?.order ?? (await place(request.body, brandId, userId))
      orders.set(key, { bodyHash, order })
      return reply.code(201).send(order)
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

/** A schema of the document with what it refers to in its place. */
function resolved(schema: object): object {
  const schemas: Readonly<Record<string, object>> = contract.components.schemas
  return JSON.parse(JSON.stringify(schema), (_name, value: unknown) => {
    if (typeof value !== "object" || value === null || !("$ref" in value)) return value
    return resolved(schemas[String(value.$ref).split("/").at(-1) ?? ""] ?? {})
  }) as object
}
