import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
// @boundaries-ignore The rehearsal of a release creates the same projects.
import { createTeamProject, type TeamProject } from "../../../scripts/release/team-project.ts"
// @boundaries-ignore The rehearsal of a release starts the same commands.
import { startDeployment } from "../../../scripts/release/teams.ts"
import type { Packages } from "./pack.ts"

/** A running server. */
export interface Target extends AsyncDisposable {
  readonly baseUrl: string
  readonly token: string
  /** The request that causes an error of the next order, by status. */
  readonly beforeError: Readonly<Record<number, ControlRequest>>
  countOrders(): Promise<number>
}

interface ControlRequest {
  readonly url: string
  readonly body: object
}

type Json = Readonly<Record<string, unknown>>

const token = "a-token-of-the-caller"

/** Starts the server with a simulated Junction. */
export async function startServer(folder: string, packages: Packages): Promise<Target> {
  const { contract, server, simulator } = packages
  const deployment = await startDeployment(await install(folder, { contract, server, simulator }))
  return {
    baseUrl: deployment.url,
    token: await deployment.issueToken("user_a"),
    beforeError: {
      502: {
        // terms: allow fault, the path of the simulator
        url: `${deployment.junctionUrl}/__simulator/faults`,
        body: { name: "status", status: 401 },
      },
    },
    countOrders: () => deployment.countOrders(),
    [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose](),
  }
}

/** Starts the command of the mocks. */
export async function startMocks(folder: string, { contract, mocks }: Packages): Promise<Target> {
  const project = await install(folder, { contract, mocks })
  const { match, stop } = await project.start("integrations-mocks", ["--port", "0"], /http:\S+/)
  const { origin } = new URL(match[0])
  const next = (scenario: string) => ({ url: `${origin}/__mock/next`, body: { scenario } })
  return {
    baseUrl: origin,
    token: "any",
    beforeError: { 401: next("unauthenticated"), 502: next("junction_unavailable") },
    async countOrders() {
      const response = await fetch(`${origin}/__mock/orders`)
      return ((await response.json()) as { readonly orders: readonly object[] }).orders.length
    },
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

/** Creates a project with these packages of the scope. */
export function install(folder: string, packages: Partial<Packages>): Promise<TeamProject> {
  const dependencies = Object.entries(packages).map(([name, version]) => {
    return [`@loop-health/integrations-${name}`, version]
  })
  return createTeamProject(folder, "npm", Object.fromEntries(dependencies), "")
}

/**
 * Starts a server that implements only the API page. It sends no header, `details`, or error code
 * that this repository added.
 */
export async function startPageServer(): Promise<Target> {
  const orders = new Map<string, Json>()
  let failNext = false

  const respond = (key: string, authorization: string, order: Json): [number, Json] => {
    if (authorization !== `Bearer ${token}`) return [401, error("unauthorized")]
    if (key === "" || !order["patient"] || !order["address"]) return [400, error("invalid")]
    if (failNext) {
      failNext = false
      return [502, error("junction_error")]
    }
    const created = orders.get(key) ?? createOrder(order)
    orders.set(key, created)
    return [201, created]
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    if (request.url === "/fail-next") {
      failNext = true
      response.end()
      return
    }
    const { "idempotency-key": key = "", authorization = "" } = request.headers
    const [status, json] = respond(String(key), authorization, JSON.parse(body) as Json)
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json))
  }
  const server = createServer((request, response) => void handle(request, response))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    baseUrl,
    token,
    beforeError: { 502: { url: `${baseUrl}/fail-next`, body: {} } },
    countOrders: async () => orders.size,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}

function error(code: string): Json {
  return { error: code, message: "The order was not created." }
}

function createOrder({ panel_slug, patient_id = null, total_cents = null, currency = null }: Json) {
  const createdAt = new Date().toISOString()
  return {
    id: crypto.randomUUID(),
    brand_id: "brand",
    user_id: "user",
    patient_id,
    panel_slug,
    junction_order_id: "junction",
    status: "ordered",
    total_cents,
    currency,
    tracking_number: null,
    result_bloodwork_id: null,
    created_at: createdAt,
    updated_at: createdAt,
    completed_at: null,
  }
}
