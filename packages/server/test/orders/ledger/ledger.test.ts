import { afterAll, beforeAll, describe } from "vitest"
import { testLedger } from "./ledger.conformance.ts"
import { openMemory, openPostgres, openSqlite } from "../../support/ledgers.ts"
import { testSharedCommits } from "./shared-commits.conformance.ts"
import { testUnfinished } from "./unfinished.conformance.ts"
import { startPostgres, type PostgresServer } from "../../support/postgres-server.ts"

describe("the memory ledger", () => {
  testLedger(openMemory, 300)
  testUnfinished(openMemory)
})

describe("the SQLite ledger", () => {
  testLedger(openSqlite, 150)
  testUnfinished(openSqlite)
  testSharedCommits(openSqlite)
})

describe("the PostgreSQL ledger", () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.remove())
  testLedger(() => openPostgres(server), 100)
  testUnfinished(() => openPostgres(server))
  testSharedCommits(() => openPostgres(server))
})
