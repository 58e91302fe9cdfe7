import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { LabOrder } from "@loop-health/integrations-contract"
import { normalizeLabOrder } from "@loop-health/integrations-contract/normalize"
import type { Caller, TokenVerifier } from "../src/caller.ts"
import { canonicalJson } from "../src/http/canonical-json.ts"
import { createHashing } from "../src/node/hashing.ts"
import { createAudit } from "../src/node/telemetry/audit.ts"
import { openLineStream } from "../src/node/telemetry/line-stream.ts"
import { deriveIntent, derivePatientHandle, deriveUpstreamKey } from "../src/orders/derive-ids.ts"
import { createMemoryLedger } from "../src/orders/memory-ledger.ts"
import { createPlacingLab } from "../test/support/labs.ts"

/** Creates the parts that all measured servers use. The ledger is not durable. */
export async function createParts() {
  return {
    hashing: createHashing(new Uint8Array(32).fill(7)),
    ledger: createMemoryLedger(),
    lab: createPlacingLab(),
    audit: createAudit(await openLineStream({ to: "/dev/null", onError: reportError })),
  }
}

function reportError(error: unknown): void {
  process.stderr.write(`${String(error)}\n`)
}

/** What a contender does with a request. `create` throws an error for an invalid body. */
export interface Duties {
  /** Returns the caller of an `Authorization` header. Rejects for an invalid one. */
  authenticate(this: void, header: string | undefined): Promise<Caller>
  /** Places the order, or returns the one that was placed with the key. */
  create(this: void, order: ReceivedOrder): Promise<LabOrder>
}

/** A module in the folder `contenders`. */
export interface Contender {
  /** Serves the operation with a framework, and returns its URL. */
  serveContender(duties: Duties): Promise<string>
}

/** An order as a contender received it. */
export interface ReceivedOrder {
  readonly caller: Caller
  readonly idempotencyKey: string
  readonly body: unknown
  readonly requestId: string
}

/**
 * Creates the duties of a server in straightforward code: token, validation, normalization,
 * canonical JSON, hashes, ledger, lab, and audit. The contenders add only HTTP.
 */
export async function createDuties(verifyToken: TokenVerifier): Promise<Duties> {
  const { hashing, ledger, lab, audit } = await createParts()
  return {
    async authenticate(header) {
      const token = /^bearer +(\S+)$/i.exec(header ?? "")?.[1]
      if (token === undefined) throw new Error("The access token is missing.")
      return verifyToken(token)
    },
    async create({ caller, idempotencyKey, body, requestId }) {
      const validation = normalizeLabOrder(body, { now: Date.now(), phoneRequired: false })
      if (!validation.valid) throw new Error("The body is invalid.")
      const { request, order } = validation.value
      const newOrder = { request, order, idempotencyKey, canonicalBody: canonicalJson(body) }
      const intent = deriveIntent(hashing, caller, newOrder)
      const claimed = await ledger.claim(intent)
      const { orderId, brandId, userId } = intent
      let placed = claimed.kind === "placed" ? claimed.order : undefined
      if (claimed.kind === "claimed") {
        const { claim } = claimed
        const outcome = await lab.place({
          order,
          orderId,
          upstreamKey: deriveUpstreamKey(hashing, orderId, claim.attempt),
          patientHandle: derivePatientHandle(
            hashing,
            caller,
            request.patient_id ?? null,
            order.patient,
          ),
          indeterminate: claim.indeterminate,
          errorResponses: claim.errorResponses,
          deadline: performance.now() + 25_000,
          maySend: () => true,
          now: Date.now,
        })
        if (outcome.kind === "placed") placed = await ledger.record(intent, outcome.placed)
      }
      if (placed === undefined) throw new Error("The order was not placed.")
      const outcome = claimed.kind === "placed" ? "replayed" : "created"
      const junctionOrderId = placed.junction_order_id
      const ids = { brandId, userId, orderId, junctionOrderId, requestId }
      audit.recordOrder?.({ time: Date.now(), outcome, ...ids })
      return placed
    },
  }
}

/** Headers of every response. */
export function headersOf(requestId: string) {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  }
}

/** Serves a listener on a free port and returns its URL. */
export async function listenOn(
  listener: (message: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1")
  await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
