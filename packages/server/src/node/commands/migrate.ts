import { readValues } from "../config/config.ts"
import { parseLedgerUrl } from "../ledgers/open-ledger.ts"
import { migratePostgresLedger } from "../ledgers/postgres/postgres-schema.ts"
import { migrateSqliteLedger } from "../ledgers/sqlite/sqlite-database.ts"
import { writeResult, type Command } from "./command.ts"

/** `migrate`: migrates the ledger's schema. */
export const migrate: Command = async (invocation) => {
  const { DATABASE_URL } = readValues(invocation.environment, ["DATABASE_URL"])
  const location = parseLedgerUrl(DATABASE_URL)
  if (location.kind === "sqlite") migrateSqliteLedger(location)
  else await migratePostgresLedger({ connectionString: location.connectionString })
  writeResult(invocation, { migrated: true }, "The ledger's schema is up to date.\n")
  return 0
}
