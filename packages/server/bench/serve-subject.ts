// Starts one measured server. The benchmark forks it as `serve-subject.ts <name> <jwks url>`.
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { createRemoteJWKSet, jwtVerify } from "jose"
import { createHandler } from "../src/handler.ts"
import { createMemoryLedger } from "../src/orders/memory-ledger.ts"
import { createHashing } from "../src/node/hashing.ts"
import { serve } from "../src/node/http/serve.ts"
import { createTokenVerifier } from "../src/node/tokens/verify-token.ts"
import { createPlacingLab } from "../test/support/labs.ts"
import { serveFastify } from "./serve-fastify.ts"
import { audience, issuer, type SubjectMessage, type SubjectName } from "./subjects.ts"

const subjects: Readonly<Record<SubjectName, (jwksUrl: string) => Promise<string>>> = {
  bare: serveBare,
  ours: async (jwksUrl) => {
    const handler = createHandler({
      ledger: createMemoryLedger(),
      hashing: createHashing(new Uint8Array(32).fill(7)),
      verifyToken: createTokenVerifier({ issuer, audience, jwksUrl }),
      lab: createPlacingLab(),
    })
    return (await serve(handler, { port: 0 })).url
  },
  fastify: (jwksUrl) => serveFastify(createTokenVerifier({ issuer, audience, jwksUrl })),
  "fastify-jose": (jwksUrl) => {
    const keySet = createRemoteJWKSet(new URL(jwksUrl))
    return serveFastify(async (token) => {
      const { payload } = await jwtVerify(token, keySet, { issuer, audience })
      return { brandId: String(payload["brand_id"]), userId: String(payload.sub), scopes: [] }
    })
  },
}

const [, , name, jwksUrl = ""] = process.argv
const url = await subjects[name as SubjectName](jwksUrl)
const report = () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ url, cpu: user + system } satisfies SubjectMessage)
}
process.on("message", report)
process.on("disconnect", () => process.exit())
report()

/** Serves a fixed response of the same size after it has read the request. */
async function serveBare(): Promise<string> {
  const id = "00000000-0000-4000-8000-000000000000"
  const order = {
    id,
    brand_id: "brand",
    user_id: "user-1",
    patient_id: "pat_0001",
    panel_slug: "wellness",
    junction_order_id: id,
    status: "received",
    total_cents: 19_900,
    currency: "USD",
    tracking_number: null,
    result_bloodwork_id: null,
    created_at: "2026-11-23T12:00:00.000Z",
    updated_at: "2026-11-23T12:00:00.000Z",
    completed_at: null,
  }
  const respond: RequestListener = (request, response) => {
    const chunks: Uint8Array[] = []
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk))
    request.on("end", () => {
      const body = JSON.stringify(order)
      response.writeHead(201, {
        "content-type": "application/json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": id,
        "content-length": Buffer.byteLength(body),
      })
      response.end(body)
    })
  }
  const server = createServer(respond)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
