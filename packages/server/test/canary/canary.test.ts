import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { errorCodes } from "@loop-health/integrations-contract"
import { expect, onTestFinished, test } from "vitest"
import {
  runOperatorCommands,
  sendWithoutKeys,
  failAtJunction,
  failInLedger,
  collectRows,
  copyLedger,
  overload,
  sendBrokenMessages,
  delayResponses,
  type Incident,
} from "./incidents.ts"
import { marks, markedOrder, type Mark, type Location } from "./marks.ts"
import { rejectedRequests } from "./rejected-requests.ts"
import { createCanaryDeployment, type CanaryDeployment } from "./canary-deployment.ts"
import { createSearch } from "./search.ts"
import { encodingsOf } from "./encodings.ts"
import { throwSites, type ThrowSite } from "./throw-sites.ts"
import { startPostgres } from "../support/postgres-server.ts"

test("no output contains patient data, for every request and fault", async ({ annotate }) => {
  const deployment = await createCanaryDeployment()
  const path = sqlitePathOf(deployment)
  const limit = 6
  const variables = { MAX_CONCURRENT_REQUESTS: String(limit) }
  const server = await deployment.start({ variables })
  const reached = new Set<string>()
  const send: CanaryDeployment["send"] = async (request) => {
    const code = await deployment.send(request)
    reached.add(code)
    return code
  }
  const incident: Incident = { deployment, server, send }

  await failAtJunction(incident)
  const damaged = await failInLedger(incident, path)
  await overload(incident, limit)
  await sendBrokenMessages(incident)
  await sendWithoutKeys(incident)
  const slow = delayResponses(incident)
  for (const [code, request] of await rejectedRequests(deployment)) {
    expect([code, request]).toEqual([await send({ url: server.url, ...request }), request])
  }
  const key = deployment.newKey()
  expect(await slow).toEqual(["placed", "placed", "order_in_progress"])
  expect(await send({ url: server.url, key })).toBe("placed")
  expect(await send({ url: server.url, key })).toBe("placed")
  const body = markedOrder({ more: true })
  expect(await send({ url: server.url, key, body })).toBe("idempotency_key_reused")

  deployment.collectFiles("database files", dirname(path))
  await runOperatorCommands(incident, path, damaged)
  collectRows(deployment, sqliteRows(path))
  server.signal("SIGTERM")
  expect(await server.exited).toBe(0)
  collectRows(deployment, sqliteRows(await copyLedger(deployment, path)))
  deployment.collectFiles("database files", dirname(path))

  const { searched, leaks } = createSearch(marksOf(deployment))(deployment.evidence())
  expect(leaks).toEqual([])
  expect(searched).toEqual(bytesIn([...locations, "configuration"]))
  await annotate(`bytes searched: ${JSON.stringify(searched)}`)
  // No scope is required as long as the contract declares none.
  const declared = Object.keys(errorCodes)
  expect(declared.filter((code) => !reached.has(code))).toEqual(["insufficient_scope"])
})

// Object.keys loses the type of the names.
const throwSiteNames = Object.keys(throwSites) as ThrowSite[]

test.each(throwSiteNames)(
  "the log of an error thrown in the %s contains only its class and stack",
  async (throws) => {
    const expected: { code?: string; traced?: boolean } = throwSites[throws]
    const caught = expected.code !== undefined
    const deployment = await createCanaryDeployment()
    const server = await deployment.start({ throws })
    const code = await deployment.send({ url: server.url }).catch(() => "aborted")
    if (caught) server.signal("SIGTERM")
    expect(await server.exited).toBe(caught ? 0 : 1)
    // An uncaught error exits the process before or after the response.
    expect(caught ? code : undefined).toBe(expected.code)
    deployment.collectFiles("database files", dirname(sqlitePathOf(deployment)))
    const { searched, leaks } = createSearch(marksOf(deployment))(deployment.evidence())
    expect(leaks).toEqual([])
    expect(searched).toMatchObject(bytesIn(["standard output", "standard error", "database files"]))
    // It may be thrown again before the process exits.
    expect(server.logged("internal_error").slice(0, 1)).toMatchObject(
      caught ? [] : [expected.traced ? traced : untraced],
    )
    expect(server.stderr()).toBe("spans are written to a file\n")
  },
)

const untraced = { level: "error", component: "process" }
const aFrame = expect.stringMatching(/^ +at .+preload\.ts:\d+:\d+\)?$/) as string
const traced = {
  ...untraced,
  error: { name: "Error", frames: expect.arrayContaining([aFrame]) as string[] },
}

test("a process that is aborted during an order writes no patient data", async () => {
  const deployment = await createCanaryDeployment()
  const server = await deployment.start()
  const releaseOrders = deployment.delayOrders()
  const pending = deployment.send({ url: server.url })
  pending.catch(() => undefined)
  await expect.poll(deployment.ordersReceived).toBe(1)
  server.signal("SIGABRT")
  expect(await server.exited).toBe("SIGABRT")
  await expect(pending).rejects.toMatchObject({ code: "ECONNRESET" })
  releaseOrders()
  deployment.collectFiles("database files", dirname(sqlitePathOf(deployment)))
  const { searched, leaks } = createSearch(marksOf(deployment))(deployment.evidence())
  expect(leaks).toEqual([])
  expect(searched).toMatchObject(bytesIn(["standard output", "standard error", "database files"]))
})

test("PostgreSQL's tables, files, and log contain no patient data", async () => {
  const database = await startPostgres()
  onTestFinished(() => database.remove())
  const { connectionString, query } = await database.createSchema()
  const deployment = await createCanaryDeployment(connectionString)
  expect((await deployment.runCommand(["migrate"])).code).toBe(0)
  const server = await deployment.start()
  const key = deployment.newKey()
  expect(await deployment.send({ url: server.url, key })).toBe("placed")
  expect(await deployment.send({ url: server.url, key })).toBe("placed")
  deployment.simulator.fault([{ name: "500", times: 2 }])
  expect(await deployment.send({ url: server.url })).toBe("junction_outcome_unknown")
  // PostgreSQL logs the error, and with another setting also the statement's values.
  await query("ALTER TABLE lab_orders ADD CONSTRAINT broken CHECK (order_fields IS NULL) NOT VALID")
  expect(await deployment.send({ url: server.url })).toBe("store_unavailable")
  await query("ALTER TABLE lab_orders DROP CONSTRAINT broken")
  await deployment.runCommand(["orders", "unfinished"])
  collectRows(deployment, await query("SELECT * FROM lab_orders"))
  for (const table of ["ledger_secret", "ledger_migrations"]) {
    deployment.collect(
      "ledger rows: other columns",
      table,
      JSON.stringify(await query(`SELECT * FROM ${table}`)),
    )
  }
  await query("CHECKPOINT")
  await deployment.scrape(server)
  await database.stop()
  expect(await deployment.send({ url: server.url })).toBe("store_unavailable")
  await deployment.scrape(server)
  server.signal("SIGTERM")
  expect(await server.exited).toBe(0)
  deployment.collectFiles("database files", database.dataFolder)
  deployment.collect("database log", "log", database.log())
  const { searched, leaks } = createSearch(marksOf(deployment))(deployment.evidence())
  expect(leaks).toEqual([])
  expect(searched).toEqual(bytesIn([...locations, "database log"]))
})

test("the search finds planted leaks in every location", async () => {
  const deployment = await createCanaryDeployment()
  const path = sqlitePathOf(deployment)
  const server = await deployment.start({ plants: true })
  expect(await deployment.send({ url: server.url })).toBe("placed")
  expect(await deployment.send({ url: server.url, bytes: "[" })).toBe("invalid_json")
  await deployment.scrape(server)
  deployment.collectFiles("database files", dirname(path))
  collectRows(deployment, sqliteRows(path))
  await deployment.runCommand(
    ["orders", JSON.stringify(markedOrder())],
    deployment.plantingVariables,
  )
  await deployment.runCommand(["config"], deployment.plantingVariables)
  server.signal("SIGTERM")
  await server.exited
  const search = createSearch(marksOf(deployment))
  const evidence = deployment.evidence()
  for (const location of [...locations, "configuration", "crash reports"] as const) {
    const { leaks } = search(evidence.filter((piece) => piece.location === location))
    expect([location, leaks.join("\n")]).toEqual([
      location,
      expect.stringContaining("/patient/email"),
    ])
  }
})

test("the search finds every mark in every encoding, and nothing in text without marks", () => {
  const search = createSearch(marks)
  const around = (bytes: Uint8Array) =>
    Buffer.concat([Buffer.of(0, 255, 61), bytes, Buffer.of(61, 0)])
  const find = (bytes: Uint8Array) =>
    search([{ location: "crash reports", name: "planted", bytes: around(bytes) }]).leaks
  const harmless = 'Ada Example, 1990-04-12, "IL", 0.03864, 4b038640, 9ac2-03864b'
  expect(find(Buffer.from(harmless))).toEqual([])
  expect(find(Buffer.from('{"zip":"03864"}'))).toHaveLength(1)
  expect(find(Buffer.from('{"state":"NH"}'))).toHaveLength(1)
  for (const { name, value, alsoWritten = [] } of marks) {
    for (const text of [value, ...alsoWritten]) {
      for (const { name: encoding, bytes, caseMatters } of encodingsOf(text)) {
        if (caseMatters && bytes.length < 8) continue
        const written = Buffer.from(bytes)
        const cases = caseMatters
          ? [written]
          : [written, Buffer.from(written.toString("latin1").toUpperCase(), "latin1")]
        for (const one of cases) expect([name, encoding, find(one).length]).not.toContain(0)
      }
    }
  }
})

test("a mark is a leak outside its allowed locations", () => {
  const search = createSearch(marks)
  for (const { value, allowedIn = [] } of marks) {
    for (const location of [...locations, "configuration"] as const) {
      const { leaks } = search([{ location, name: "planted", bytes: Buffer.from(value) }])
      expect([location, leaks.length > 0]).toEqual([location, !allowedIn.includes(location)])
    }
  }
})

/** The locations to which every run of the service writes. */
const locations = [
  "error responses",
  "created responses",
  "standard output",
  "standard error",
  "traces",
  "metrics",
  "audit",
  "database files",
  "ledger rows: order_fields",
  "ledger rows: owner",
  "ledger rows: other columns",
  "command line",
] as const satisfies readonly Location[]

/** Expects bytes in each of the locations, and in no other. */
function bytesIn(searched: readonly Location[]): object {
  return Object.fromEntries(
    searched.map((location) => [location, expect.toSatisfy(isPositive) as number]),
  )
}

function isPositive(bytes: unknown): boolean {
  return Number(bytes) > 0
}

/** Returns the marks, and the secrets of a deployment. */
function marksOf({ token, variables }: CanaryDeployment): readonly Mark[] {
  const [, , signature = ""] = token.split(".")
  return [
    { name: "token", value: token },
    { name: "signature", value: signature },
    { name: "ledger secret", value: variables["LEDGER_SECRET"] ?? "" },
    { name: "Junction's key", value: variables["JUNCTION_API_KEY"] ?? "" },
    ...marks,
  ]
}

function sqlitePathOf({ variables }: CanaryDeployment): string {
  return (variables["DATABASE_URL"] ?? "").replace("sqlite:", "")
}

function sqliteRows(path: string): readonly Readonly<Record<string, unknown>>[] {
  const file = new DatabaseSync(path, { readOnly: true })
  try {
    return file.prepare("SELECT * FROM lab_orders").all()
  } finally {
    file.close()
  }
}
