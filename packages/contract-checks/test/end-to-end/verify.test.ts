import { createMockFetch } from "@loop-health/integrations-mocks"
import { migratePostgresLedger } from "@loop-health/integrations-server/node"
import { expect, onTestFinished, test } from "vitest"
// @boundaries-ignore The PostgreSQL server of the ledger's tests.
import { startPostgres } from "../../../server/test/support/postgres-server.ts"
import { groups, verifyContract, type VerifyReport } from "../../src/index.ts"
import { readContract } from "../verify/support/contract.ts"
import { createCorrectServer } from "../verify/support/correct-server.ts"
import { startServedService } from "../verify/support/served-service.ts"
import { issueToken, publicJwk } from "../verify/support/tokens.ts"

const contract = await readContract()
const shared = { contract, seed: 7, nonce: "end-to-end" }
const credentials = {
  token: issueToken(),
  otherToken: issueToken({ sub: "user_b" }),
  getToken: async (claims: Readonly<Record<string, unknown>>) => issueToken(claims),
  getPublicKeys: async () => [publicJwk],
}

/** Cases in which the order of concurrent requests decides which response each one gets. */
const racing = /:intents:(abort|concurrent)/

/** Returns the status and code of each response, by case. */
function rowsOf({ exchanges }: VerifyReport, skipped: RegExp): readonly string[] {
  return exchanges
    .filter(({ caseId }) => !racing.test(caseId) && !skipped.test(caseId))
    .map(({ caseId, status, responseBody }) => {
      return `${caseId} ${status} ${/"error":"(\w+)"/.exec(responseBody)?.[1] ?? ""}`
    })
}

function errorsOf({ findings }: VerifyReport): readonly string[] {
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ rule, caseId, message }) => `${rule} ${caseId} ${message}`)
}

test("the served stack on SQLite has no error, and its responses equal those in process", async () => {
  await using service = await startServedService()
  await expectEqualToLocal(service.url)
})

test("the served stack on PostgreSQL has no error, and its responses equal those in process", async () => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.remove())
  const { connectionString } = await postgres.createSchema()
  await migratePostgresLedger({ connectionString })
  await using service = await startServedService(connectionString)
  await expectEqualToLocal(service.url)
})

async function expectEqualToLocal(url: string): Promise<void> {
  const served = await verifyContract({ ...shared, ...credentials, url })
  expect(errorsOf(served)).toEqual([])
  expect(served.skipped).toEqual([])

  const local = await verifyContract({ ...shared, ...credentials, fetch: createCorrectServer() })
  const overHttp = /:framing:raw-/
  expect(rowsOf(served, overHttp)).toEqual(rowsOf(local, overHttp))
}

test("the mocks' responses equal those of the server", async () => {
  const server = await verifyContract({ ...shared, ...credentials, fetch: createCorrectServer() })
  const mocks = await verifyContract({
    ...shared,
    fetch: createMockFetch(),
    groups: groups.filter((group) => group !== "auth"),
  })
  // The mocks accept every token and every page, and have one caller. Their response to HEAD has a
  // body.
  const skipped = new RegExp(
    [
      ":auth:",
      ":cors:",
      ":intents:(other-caller|similar-callers|each-identity|new-token|random|.*unauthenticated)",
      ":leaks:invalid-token",
      ":method-HEAD",
    ].join("|"),
  )
  expect(rowsOf(mocks, skipped)).toEqual(rowsOf(server, skipped))
})
