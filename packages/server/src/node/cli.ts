#!/usr/bin/env node
import { parseArgs } from "node:util"
import { systemCode } from "../telemetry/safe-error.ts"
import { UsageError, type Command } from "./commands/command.ts"
import { variableNames, variables } from "./config/variables.ts"

/** What package.json's `engines` says, which npm only warns of. */
const oldestNode = 24

/** Each command loads only what it needs itself. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).runService,
  config: async () => (await import("./commands/config.ts")).showConfig,
  migrate: async () => (await import("./commands/migrate.ts")).migrate,
  reconcile: async () => (await import("./commands/reconcile.ts")).runReconcile,
  "orders show": async () => (await import("./commands/orders.ts")).showOrder,
  "orders unfinished": async () => (await import("./commands/orders.ts")).listUnfinished,
  help: async () => showHelp,
}

// Whoever reads may stop at any line, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.exit()
})

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`integrations-server: ${messageOf(error)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

async function run(parameters: string[]): Promise<number> {
  const { version } = process
  if (Number.parseInt(version.slice(1), 10) < oldestNode) {
    throw new Error(`Node ${oldestNode} or newer is needed; this is ${version}`)
  }
  const { positionals: args, values } = parse(parameters)
  const name = values.help ? "help" : args.slice(0, args[0] === "orders" ? 2 : 1).join(" ")
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) throw new UsageError(`known are ${Object.keys(commands).join(", ")}`)
  // Who writes more than a command takes means something that would not be done.
  const taken = name.split(" ").length + (name === "orders show" ? 1 : 0)
  if (name !== "help" && args.length > taken) throw new UsageError(`too many arguments for ${name}`)
  const command = await load()
  return command({ args, json: values.json, environment: process.env })
}

function parse(parameters: string[]) {
  try {
    const options = {
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    } as const
    return parseArgs({ args: parameters, options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(messageOf(error))
  }
}

/** An error of several connections has an empty message. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return "failed"
  if (error.message !== "") return error.message
  return systemCode(error) ?? error.name
}

async function showHelp(): Promise<number> {
  const lines = variableNames.map((name) => {
    const { description, defaultText, required, secret } = variables[name]
    const facts = [
      required ? "required" : undefined,
      defaultText === undefined ? undefined : `default ${defaultText}`,
      secret ? `or ${name}_FILE` : undefined,
    ].filter((fact) => fact !== undefined)
    const more = facts.length === 0 ? "" : ` (${facts.join("; ")})`
    return `  ${name.padEnd(25)}${description.replaceAll("`", "")}${more}`
  })
  process.stdout
    .write(`integrations-server serve                  runs the service until SIGTERM or SIGINT
integrations-server config                 what serve would start with, and what is wrong with it
integrations-server migrate                brings the ledger's schema up to date
integrations-server reconcile              looks at Junction for the orders of unfinished rows
integrations-server orders show <order id> what the ledger knows of an order
integrations-server orders unfinished      every row without an order that nobody works on
integrations-server help                   this

  --json   for machines: one JSON document

Environment. serve needs all that is required; migrate needs DATABASE_URL, orders also LEDGER_SECRET, and reconcile also
JUNCTION_BASE_URL and JUNCTION_API_KEY.

${lines.join("\n")}

Nothing that is shown says anything of a patient.
Exit status: 0 done, 1 something is missing or failed, 2 it was asked for wrongly.
`)
  return 0
}
