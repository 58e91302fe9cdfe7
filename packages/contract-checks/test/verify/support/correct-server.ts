import { createHash, createHmac } from "node:crypto"
import {
  createHandler,
  createMemoryLedger,
  toFetchHandler,
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
  const { skippedTokenChecks, lab = createPlacingLab() } = options
  return toFetchHandler(
    createHandler({
      lab,
      ledger: createMemoryLedger(),
      hashing,
      verifyToken: async (token) => verifyToken(token, skippedTokenChecks),
    }),
  )
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
