import { once } from "node:events"
import { Agent, createServer, request as sendRequest, type OutgoingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { onTestFinished } from "vitest"
import { createMemoryLedger, ServiceError, type LogEntry } from "../../src/index.ts"
import { createListener } from "../../src/node/index.ts"
import { createJunctionSimulator } from "@loop-health/integrations-simulator"
import { noon } from "../support/field-arbitraries.ts"
import { createTestHandler } from "../support/in-process.ts"
import { operationPath } from "./document.ts"
import type { FuzzedRequest } from "./requests.ts"

/** A response as received. */
export interface TargetResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** Serves a handler for clients with persistent connections. The token is the ID of the user. */
export async function startTarget() {
  const logs: LogEntry[] = []
  const { handler, simulator } = createTestHandler({
    simulator: createJunctionSimulator({ now: () => noon }),
    ledger: createMemoryLedger({ now: () => noon }),
    now: () => noon,
    verifyToken: async (token) => {
      if (token === "none") throw new ServiceError("unauthenticated", "The token is invalid.")
      return { brandId: "brand_a", userId: token, scopes: [] }
    },
    log: (entry) => entry.error !== undefined && logs.push(entry),
  })
  // A connection must not time out while the machine is busy.
  const server = createServer({ keepAliveTimeout: 0 }, createListener(handler))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  onTestFinished(async () => {
    agent.destroy()
    server.close()
    await once(server, "close")
  })

  /** Sends a request as a user. */
  const send = (fuzzed: FuzzedRequest, user: string): Promise<TargetResponse> =>
    new Promise((resolve, reject) => {
      const outgoing = sendRequest({
        agent,
        port,
        host: "127.0.0.1",
        method: "POST",
        path: operationPath,
        headers: headersOf(fuzzed, user),
      })
      outgoing.once("error", reject)
      outgoing.setTimeout(30_000, () => outgoing.destroy(new Error("The server did not respond.")))
      outgoing.once("response", (response) => {
        const { statusCode: status = 0, headers } = response
        buffer(response).then((body) => resolve({ status, headers, text: body.toString() }), reject)
      })
      for (const piece of piecesOf(fuzzed)) outgoing.write(piece)
      outgoing.end()
    })

  return { send, simulator, /** The log entries of unexpected errors. */ logs }
}

function headersOf(fuzzed: FuzzedRequest, user: string): OutgoingHttpHeaders {
  const { authorized, mediaType, coding, keys, requestId, bytes, cuts } = fuzzed
  return {
    authorization: `Bearer ${authorized ? user : "none"}`,
    ...(mediaType === undefined ? {} : { "content-type": mediaType }),
    ...(coding === undefined ? {} : { "content-encoding": coding }),
    ...(keys.length === 0 ? {} : { "idempotency-key": [...keys] }),
    ...(requestId === undefined ? {} : { "x-request-id": requestId }),
    ...(cuts.length === 0
      ? { "content-length": bytes.byteLength }
      : { "transfer-encoding": "chunked" }),
  }
}

function piecesOf({ bytes, cuts }: FuzzedRequest): Uint8Array[] {
  const ends = [...cuts.map((cut) => Math.min(cut, bytes.byteLength)), bytes.byteLength].sort(
    (one, other) => one - other,
  )
  return ends
    .map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
    .filter((piece) => piece.byteLength > 0)
}
