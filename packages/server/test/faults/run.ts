// Plays rounds of faults: node test/faults/run.ts --rounds 1000 --seed 1 [--only 17] [--databases sqlite,postgres]
import { parseArgs } from "node:util"
import { startServer } from "./faulty-databases.ts"
import { createLane } from "./environment.ts"
import { playRound } from "./play-round.ts"
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
if (first === undefined) throw new Error("--databases names none: sqlite, postgres")
const drawn = (round: number) => drawRound(seed, round, [first, ...others])

const rounds =
  values.only === undefined
    ? Array.from({ length: Number(values.rounds) }, (_, round) => round)
    : [Number(values.only)]
const waiting = {
  sqlite: rounds.filter((round) => drawn(round).database === "sqlite"),
  postgres: rounds.filter((round) => drawn(round).database === "postgres"),
}
const figures = { rounds: 0, kills: 0, faults: 0, orders: 0, violations: 0 }

// SQLite has two lanes; PostgreSQL has one, as each lane's server dies with its rounds.
const lanes = await Promise.allSettled([playAll("sqlite"), playAll("sqlite"), playAll("postgres")])
const broken = lanes.find((lane) => lane.status === "rejected")
if (broken !== undefined) throw new Error("a round could not be played", { cause: broken.reason })
say(inWords())
process.exitCode = figures.violations === 0 ? 0 : 1

async function playAll(database: RoundPlan["database"]): Promise<void> {
  if (waiting[database].length === 0) return
  const server = database === "postgres" ? await startServer() : undefined
  const lane = await createLane(server)
  try {
    for (;;) {
      const round = waiting[database].shift()
      if (round === undefined) return
      await play(lane, round)
    }
  } finally {
    await lane.close()
    await server?.remove()
  }
}

async function play(lane: Parameters<typeof playRound>[0], round: number): Promise<void> {
  const plan = drawn(round)
  const result = await playRound(lane, round, plan)
  figures.rounds += 1
  figures.kills += result.kills
  figures.faults += result.faults
  figures.orders += result.orders
  figures.violations += result.violations.length
  if (result.violations.length > 0 || values.only !== undefined) {
    say(`round ${round} of seed ${seed}`)
    say(toReport(plan, result, toReplayCommand(seed, round, databases)))
  }
  if (figures.rounds % 25 === 0) say(inWords())
}

function inWords(): string {
  return Object.entries(figures)
    .map(([name, figure]) => `${name} ${figure}`)
    .join(", ")
}

function isDatabase(name: string): name is RoundPlan["database"] {
  return name === "sqlite" || name === "postgres"
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
