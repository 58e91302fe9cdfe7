// Starts one measured server. The benchmark forks it as `serve-subject.ts <name> <jwks url>`.
import { createHandler } from "../src/handler.ts"
import { serve } from "../src/node/http/serve.ts"
import { createTokenVerifier } from "../src/node/tokens/verify-token.ts"
import { createDuties, createParts, headersOf, listenOn, type Contender } from "./duties.ts"
import { audience, issuer, type SubjectMessage, type SubjectName } from "./subjects.ts"

const [, , name, jwksUrl = ""] = process.argv
const url = await serveSubject(name as SubjectName)
const report = () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ url, cpu: user + system } satisfies SubjectMessage)
}
process.on("message", report)
process.on("disconnect", () => process.exit())
report()

async function serveSubject(name: SubjectName): Promise<string> {
  if (name === "bare") return serveBare()
  const verifyToken = createTokenVerifier({ issuer, audience, jwksUrl })
  if (name === "ours") {
    const { audit, ...parts } = await createParts()
    const handler = createHandler({ ...parts, verifyToken, telemetry: [audit] })
    return (await serve(handler, { port: 0 })).url
  }
  // Their packages are not installed with the workspace, so that their types are unknown.
  const contender = (await import(`./contenders/${name}.ts`)) as Contender
  return contender.serveContender(await createDuties(verifyToken))
}

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
  const headers = { "content-type": "application/json", ...headersOf(id) }
  return listenOn((request, response) => {
    const chunks: Uint8Array[] = []
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk))
    request.on("end", () => {
      const body = JSON.stringify(order)
      response.writeHead(201, { ...headers, "content-length": Buffer.byteLength(body) })
      response.end(body)
    })
  })
}
