import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { errorCodes } from "@loop-health/integrations-contract"
import { expect, onTestFinished, test } from "vitest"
import {
  askOperators,
  askWithoutKeys,
  failAtJunction,
  failInTheLedger,
  gatherRows,
  overload,
  sendBrokenMessages,
  takeLong,
  type Incident,
} from "./incidents.ts"
import { marks, markedOrder, type Mark, type Place } from "./marks.ts"
import { refusedQuestions } from "./rejected-requests.ts"
import { startScene, type Scene } from "./canary-deployment.ts"
import { createSearch } from "./search.ts"
import { spellingsOf } from "./encodings.ts"
import { throwings, type Throwing } from "./throw-sites.ts"
import { startPostgres } from "../support/postgres-server.ts"

const wholeTest = { timeout: 240_000 }

test(
  "nothing of a patient is anywhere but in its home, whatever is asked and whatever fails",
  wholeTest,
  async ({ annotate }) => {
    const scene = await startScene()
    const path = sqlitePathOf(scene)
    const limit = 6
    const variables = { MAX_CONCURRENT_REQUESTS: String(limit) }
    const server = await scene.start({ variables })
    const reached = new Set<string>()
    const ask: Scene["ask"] = async (question) => {
      const code = await scene.ask(question)
      reached.add(code)
      return code
    }
    const incident: Incident = { scene, server, ask }

    await failAtJunction(incident)
    const damaged = await failInTheLedger(incident, path)
    await overload(incident, limit)
    await sendBrokenMessages(incident)
    await askWithoutKeys(incident)
    const slow = takeLong(incident)
    for (const [code, question] of await refusedQuestions(scene)) {
      expect([code, question]).toEqual([await ask({ url: server.url, ...question }), question])
    }
    const key = scene.newKey()
    expect(await slow).toEqual(["placed", "placed", "order_in_progress"])
    expect(await ask({ url: server.url, key })).toBe("placed")
    expect(await ask({ url: server.url, key })).toBe("placed")
    const body = markedOrder({ more: true })
    expect(await ask({ url: server.url, key, body })).toBe("idempotency_key_reused")

    scene.gatherFiles("database files", dirname(path))
    await askOperators(incident, path, damaged)
    gatherRows(scene, sqliteRows(path))
    server.signal("SIGTERM")
    expect(await server.exited).toBe(0)
    scene.gatherFiles("database files", dirname(path))

    const { searched, leaks } = createSearch(marksOf(scene))(scene.evidence())
    expect(leaks).toEqual([])
    expect(searched).toEqual(bytesIn([...places, "configuration"]))
    await annotate(`bytes searched: ${JSON.stringify(searched)}`)
    // No scope is required as long as the contract declares none.
    const declared = Object.keys(errorCodes)
    expect(declared.filter((code) => !reached.has(code))).toEqual(["insufficient_scope"])
  },
)

// Those of a table of names are names.
const throwingNames = Object.keys(throwings) as Throwing[]

test.each(throwingNames)(
  "an error that quotes the request, thrown in the %s, is told by its class and place",
  async (throws) => {
    const expected: { answer?: string; traced?: boolean } = throwings[throws]
    const caught = expected.answer !== undefined
    const scene = await startScene()
    const server = await scene.start({ throws })
    const answer = await scene.ask({ url: server.url }).catch(() => "hung up")
    if (caught) server.signal("SIGTERM")
    expect(await server.exited).toBe(caught ? 0 : 1)
    // One that nobody caught ends the process before the answer or after it.
    expect(caught ? answer : undefined).toBe(expected.answer)
    scene.gatherFiles("database files", dirname(sqlitePathOf(scene)))
    const { searched, leaks } = createSearch(marksOf(scene))(scene.evidence())
    expect(leaks).toEqual([])
    expect(searched).toMatchObject(bytesIn(["standard output", "standard error", "database files"]))
    // It may be thrown again before the process has ended.
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

test("a process that is aborted in mid-order leaves nothing of it", async () => {
  const scene = await startScene()
  const server = await scene.start()
  const releaseOrders = scene.holdOrders()
  const asked = scene.ask({ url: server.url })
  asked.catch(() => undefined)
  await expect.poll(scene.ordersReceived).toBe(1)
  server.signal("SIGABRT")
  expect(await server.exited).toBe("SIGABRT")
  await expect(asked).rejects.toMatchObject({ code: "ECONNRESET" })
  releaseOrders()
  scene.gatherFiles("database files", dirname(sqlitePathOf(scene)))
  const { searched, leaks } = createSearch(marksOf(scene))(scene.evidence())
  expect(leaks).toEqual([])
  expect(searched).toMatchObject(bytesIn(["standard output", "standard error", "database files"]))
})

test(
  "on PostgreSQL, too, nothing is in the tables, the files or the server's log",
  wholeTest,
  async () => {
    const database = await startPostgres()
    onTestFinished(() => database.remove())
    const { connectionString, query } = await database.createSchema()
    const scene = await startScene(connectionString)
    expect((await scene.runCommand(["migrate"])).code).toBe(0)
    const server = await scene.start()
    const key = scene.newKey()
    expect(await scene.ask({ url: server.url, key })).toBe("placed")
    expect(await scene.ask({ url: server.url, key })).toBe("placed")
    scene.simulator.fault([{ name: "500", times: 2 }])
    expect(await scene.ask({ url: server.url })).toBe("junction_outcome_unknown")
    // The server's log has the error, and would have the statement's values if it were told them.
    await query(
      "ALTER TABLE lab_orders ADD CONSTRAINT broken CHECK (order_fields IS NULL) NOT VALID",
    )
    expect(await scene.ask({ url: server.url })).toBe("store_unavailable")
    await query("ALTER TABLE lab_orders DROP CONSTRAINT broken")
    await scene.runCommand(["orders", "unfinished"])
    gatherRows(scene, await query("SELECT * FROM lab_orders"))
    for (const table of ["ledger_secret", "ledger_migrations"]) {
      scene.gather(
        "ledger rows: other columns",
        table,
        JSON.stringify(await query(`SELECT * FROM ${table}`)),
      )
    }
    await query("CHECKPOINT")
    await scene.scrape(server)
    await database.stop()
    expect(await scene.ask({ url: server.url })).toBe("store_unavailable")
    await scene.scrape(server)
    server.signal("SIGTERM")
    expect(await server.exited).toBe(0)
    scene.gatherFiles("database files", database.dataFolder)
    scene.gather("database log", "log", database.log())
    const { searched, leaks } = createSearch(marksOf(scene))(scene.evidence())
    expect(leaks).toEqual([])
    expect(searched).toEqual(bytesIn([...places, "database log"]))
  },
)

test("the search finds what is leaked on purpose, in every place", async () => {
  const scene = await startScene()
  const path = sqlitePathOf(scene)
  const server = await scene.start({ plants: true })
  expect(await scene.ask({ url: server.url })).toBe("placed")
  expect(await scene.ask({ url: server.url, bytes: "[" })).toBe("invalid_json")
  await scene.scrape(server)
  scene.gatherFiles("database files", dirname(path))
  gatherRows(scene, sqliteRows(path))
  await scene.runCommand(["orders", JSON.stringify(markedOrder())], scene.planting)
  await scene.runCommand(["config"], scene.planting)
  server.signal("SIGTERM")
  await server.exited
  const search = createSearch(marksOf(scene))
  const evidence = scene.evidence()
  for (const place of [...places, "configuration", "crash reports"] as const) {
    const { leaks } = search(evidence.filter((piece) => piece.place === place))
    expect([place, leaks.join("\n")]).toEqual([place, expect.stringContaining("/patient/email")])
  }
})

test("the search finds every mark in every spelling, in the midst of anything, and nothing without one", () => {
  const search = createSearch(marks)
  const around = (bytes: Uint8Array) =>
    Buffer.concat([Buffer.of(0, 255, 61), bytes, Buffer.of(61, 0)])
  const find = (bytes: Uint8Array) =>
    search([{ place: "crash reports", name: "planted", bytes: around(bytes) }]).leaks
  const harmless = 'Ada Example, 1990-04-12, "IL", 0.03864, 4b038640, 9ac2-03864b'
  expect(find(Buffer.from(harmless))).toEqual([])
  expect(find(Buffer.from('{"zip":"03864"}'))).toHaveLength(1)
  expect(find(Buffer.from('{"state":"NH"}'))).toHaveLength(1)
  for (const { name, value, alsoWritten = [] } of marks) {
    for (const text of [value, ...alsoWritten]) {
      for (const { name: spelling, bytes, caseMatters } of spellingsOf(text)) {
        if (caseMatters && bytes.length < 8) continue
        const written = Buffer.from(bytes)
        const cases = caseMatters
          ? [written]
          : [written, Buffer.from(written.toString("latin1").toUpperCase(), "latin1")]
        for (const one of cases) expect([name, spelling, find(one).length]).not.toContain(0)
      }
    }
  }
})

test("what has a home is a leak everywhere else", () => {
  const search = createSearch(marks)
  for (const { value, homes = [] } of marks) {
    for (const place of [...places, "configuration"] as const) {
      const { leaks } = search([{ place, name: "planted", bytes: Buffer.from(value) }])
      expect([place, leaks.length > 0]).toEqual([place, !homes.includes(place)])
    }
  }
})

/** Where every run of the service leaves something. */
const places = [
  "error answers",
  "created answers",
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
] as const satisfies readonly Place[]

/** More than nothing in each of the places, and nothing elsewhere. */
function bytesIn(searched: readonly Place[]): object {
  return Object.fromEntries(
    searched.map((place) => [place, expect.toSatisfy(isPositive) as number]),
  )
}

function isPositive(bytes: unknown): boolean {
  return Number(bytes) > 0
}

/** The marks, and what else a scene has that nobody may see again. */
function marksOf({ token, variables }: Scene): readonly Mark[] {
  const [, , signature = ""] = token.split(".")
  return [
    { name: "token", value: token },
    { name: "signature", value: signature },
    { name: "ledger secret", value: variables["LEDGER_SECRET"] ?? "" },
    { name: "Junction's key", value: variables["JUNCTION_API_KEY"] ?? "" },
    ...marks,
  ]
}

function sqlitePathOf({ variables }: Scene): string {
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
