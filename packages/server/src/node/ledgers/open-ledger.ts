import { fileURLToPath } from "node:url"
import type { Hashing } from "../../orders/derive-ids.ts"
import type { OrderLedger } from "../../orders/ledger.ts"
import { openPostgresLedger } from "./postgres/postgres-ledger.ts"
import { openSqliteLedger } from "./sqlite/sqlite-ledger.ts"

/** The location of a ledger. */
export type LedgerLocation =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly connectionString: string }

/**
 * Parses the URL of a ledger: `sqlite:./path`, `sqlite:/path`, `file:///path`, or `postgres://…`.
 * Throws a TypeError for other URLs. Its message omits the URL, which may contain a password.
 */
export function parseLedgerUrl(url: string): LedgerLocation {
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: "postgres", connectionString: url }
  if (url.startsWith("file:")) return { kind: "sqlite", path: fileURLToPath(url) }
  // An in-memory database would lose all orders with the process.
  const path = /^sqlite:(?!:memory:|file:)(.+)$/.exec(url)?.[1]
  if (path !== undefined) return { kind: "sqlite", path }
  throw new TypeError("Invalid ledger URL. Expected sqlite:<path>, file:///<path>, or postgres://…")
}

/**
 * Opens the ledger at a URL. A ledger that has no secret yet is bound to the secret of `hashing`,
 * unless `bindSecret` is false. Rejects if the URL is invalid or the ledger cannot be opened.
 */
export async function openLedger(
  url: string,
  hashing: Hashing,
  { bindSecret = true }: { readonly bindSecret?: boolean } = {},
): Promise<OrderLedger> {
  const location = parseLedgerUrl(url)
  if (location.kind === "sqlite") {
    return openSqliteLedger({ path: location.path, hashing, bindSecret })
  }
  return openPostgresLedger({ connectionString: location.connectionString, hashing, bindSecret })
}
