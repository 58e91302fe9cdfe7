import { fileURLToPath } from "node:url"
import type { Hashing } from "../../orders/derive-ids.ts"
import type { OrderLedger } from "../../orders/ledger.ts"
import { openPostgresLedger } from "./postgres/postgres-ledger.ts"
import { openSqliteLedger } from "./sqlite/sqlite-ledger.ts"

/** Where a ledger is. */
export type LedgerLocation =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly connectionString: string }

/**
 * Reads a ledger's URL: `sqlite:./path`, `sqlite:/path`, `file:` URLs, or `postgres://…`. Throws a TypeError that names
 * the forms and not the URL, which may hold a password.
 */
export function parseLedgerUrl(url: string): LedgerLocation {
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: "postgres", connectionString: url }
  if (url.startsWith("file:")) return { kind: "sqlite", path: fileURLToPath(url) }
  // What SQLite keeps in memory is gone with the process, and nobody would know of its orders.
  const path = /^sqlite:(?!:memory:|file:)(.+)$/.exec(url)?.[1]
  if (path !== undefined) return { kind: "sqlite", path }
  throw new TypeError("the ledger's URL must be sqlite:<path>, file:///<path> or postgres://…")
}

/** Opens the ledger at a URL; rejects as {@link parseLedgerUrl} and the ledger's own opening do. */
export async function openLedger(url: string, hashing: Hashing): Promise<OrderLedger> {
  const location = parseLedgerUrl(url)
  return location.kind === "sqlite"
    ? openSqliteLedger({ path: location.path, hashing })
    : openPostgresLedger({ connectionString: location.connectionString, hashing })
}
