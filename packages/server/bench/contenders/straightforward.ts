import { createHash, randomUUID } from "node:crypto"
import type { LabOrder, LabOrderRequest } from "@loop-health/integrations-contract"
import { normalizeLabOrder } from "@loop-health/integrations-contract/normalize"
import axios from "axios"
import Database from "better-sqlite3"
import fastify from "fastify"
import { createRemoteJWKSet, jwtVerify } from "jose"
import { toOrderRequest, type OrderDefaults } from "../../src/junction/order-request.ts"

/** The fields of Junction's responses that the service reads. */
interface JunctionBody {
  readonly user_id?: string
  readonly detail?: { readonly user_id?: string }
  readonly order?: { readonly id: string }
}

type Row = Readonly<Record<string, string | null>>

/**
 * Serves the operation as a team would write it first: Fastify, jose, better-sqlite3 with a commit
 * for each step, and axios. Returns its URL. It saves each order before and after Junction's
 * response, and returns the saved order for a repeated key. It does not recover from lost responses.
 *
 * Reads the environment variables of the server.
 */
export async function serveStraightforward(env: NodeJS.ProcessEnv): Promise<string> {
  const database = new Database((env["DATABASE_URL"] ?? "").replace("sqlite:", ""))
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS orders (
      owner TEXT, key TEXT, id TEXT UNIQUE, body TEXT, response TEXT, PRIMARY KEY (owner, key)
    ) STRICT`)
  const find = database.prepare("SELECT * FROM orders WHERE owner = ? AND key = ?")
  const insert = database.prepare(
    "INSERT INTO orders VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
  )
  const update = database.prepare("UPDATE orders SET response = ? WHERE owner = ? AND key = ?")

  const keys = createRemoteJWKSet(new URL(env["AUTH_JWKS_URL"] ?? ""))
  const { AUTH_ISSUER: issuer = "", AUTH_AUDIENCE: audience = "" } = env
  const defaults: OrderDefaults = {
    panels: JSON.parse(env["JUNCTION_PANELS"] ?? "") as OrderDefaults["panels"],
    fallbackPhone: env["JUNCTION_FALLBACK_PHONE"] ?? "",
  }
  const junction = axios.create({
    baseURL: env["JUNCTION_BASE_URL"],
    headers: { "x-vital-api-key": env["JUNCTION_API_KEY"] ?? "" },
    timeout: 10_000,
  })

  const app = fastify({ bodyLimit: 64 * 1024 })
  app.post<{ Body: LabOrderRequest }>("/v1/labs/orders", async (request, response) => {
    const token = (request.headers.authorization ?? "").replace(/^bearer /i, "")
    const { payload } = await jwtVerify(token, keys, { issuer, audience })
    const [brandId, userId] = [String(payload["brand_id"]), String(payload["user_id"])]
    const validation = normalizeLabOrder(request.body, { now: Date.now(), phoneRequired: false })
    if (!validation.valid)
      return response.code(400).send({ error: "validation_error", message: "" })
    const key = sha256(String(request.headers["idempotency-key"]))
    const owner = JSON.stringify([brandId, userId])
    const body = sha256(JSON.stringify(request.body))
    const id = randomUUID()
    if (insert.run(owner, key, id, body).changes === 0) {
      const earlier = find.get(owner, key) as Row
      if (earlier["body"] !== body) {
        return response.code(400).send({ error: "idempotency_key_reused", message: "" })
      }
      if (typeof earlier["response"] === "string") {
        return response.code(201).send(JSON.parse(earlier["response"]))
      }
    }
    const { order } = validation.value
    const handle = sha256(JSON.stringify([owner, order.patient]))
    // Junction rejects a known user, with the ID of the user.
    const { data: user } = await junction.post<JunctionBody>(
      "/v2/user",
      { client_user_id: handle },
      { validateStatus: () => true },
    )
    const junctionUserId = user.user_id ?? user.detail?.user_id
    const placement = { order, orderId: id } as Parameters<typeof toOrderRequest>[0]
    const sent = toOrderRequest(placement, String(junctionUserId), defaults)
    const { data: placed } = await junction.post<JunctionBody>("/v3/order", sent, {
      headers: { "x-idempotency-key": id },
    })
    const created = toLabOrder(request.body, { id, brandId, userId }, placed)
    update.run(JSON.stringify(created), owner, key)
    return response.code(201).send(created)
  })
  return app.listen({ port: 0, host: "127.0.0.1" })
}

function toLabOrder(
  body: LabOrderRequest,
  {
    id,
    brandId,
    userId,
  }: { readonly id: string; readonly brandId: string; readonly userId: string },
  placed: JunctionBody,
): LabOrder {
  const now = new Date().toISOString()
  return {
    id,
    brand_id: brandId,
    user_id: userId,
    patient_id: body.patient_id ?? null,
    panel_slug: body.panel_slug,
    junction_order_id: placed.order?.id ?? "",
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
