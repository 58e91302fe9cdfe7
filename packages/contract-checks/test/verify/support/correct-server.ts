import { createHash, createHmac } from "node:crypto"
import {
  createHandler,
  createMemoryLedger,
  toFetchHandler,
  withCors,
  type Hashing,
  type Lab,
} from "@loop-health/integrations-server"
import { verifyToken, type TokenCheck } from "./tokens.ts"

/** A service in this process. */
export type Service = (request: Request) => Promise<Response>

/** Parts of the server that a faulty server replaces. */
export interface ServerOptions {
  readonly skippedTokenChecks?: ReadonlySet<TokenCheck>
  readonly lab?: Lab
  /** Origins whose pages may call the server. Default: no CORS headers. */
  readonly origins?: readonly string[]
}

const hashing: Hashing = {
  hmac: (text) => createHmac("sha256", "a secret of the tests").update(text).digest("hex"),
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
}

/**
 * Creates the server's handler with a memory ledger, a lab that accepts every order, and signed
 * tokens.
 */
export function createCorrectServer(options: ServerOptions = {}): Service {
  const { skippedTokenChecks, lab = createPlacingLab(), origins } = options
  const handler = createHandler({
    lab,
    ledger: createMemoryLedger(),
    hashing,
    verifyToken: async (token) => verifyToken(token, skippedTokenChecks),
  })
  return toFetchHandler(origins === undefined ? handler : withCors(handler, { origins }))
}

function createPlacingLab(): Lab {
  return {
    phoneRequired: false,
    place: async ({ orderId }) => {
      return { kind: "placed", placed: { junctionOrderId: `at-${orderId}`, status: "received" } }
    },
    lookUp: async () => new Map(),
    cancel: async () => false,
  }
}
