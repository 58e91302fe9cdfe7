import { readValues } from "../config/config.ts"
import { parseLedgerUrl } from "../ledgers/open-ledger.ts"
import { migratePostgresLedger } from "../ledgers/postgres/postgres-schema.ts"
import { withLedger, type Command } from "./command.ts"

/** `migrate`: brings the ledger's schema up to date. */
export const migrate: Command = async (invocation) => {
  const { DATABASE_URL } = readValues(invocation.environment, ["DATABASE_URL"])
  const location = parseLedgerUrl(DATABASE_URL)
  // A SQLite ledger is brought up to date whenever it is opened.
  if (location.kind === "sqlite") await withLedger(invocation, async () => undefined)
  else await migratePostgresLedger({ connectionString: location.connectionString })
  const said = invocation.json ? '{"migrated":true}\n' : "The ledger's schema is up to date.\n"
  process.stdout.write(said)
  return 0
}
