#!/usr/bin/env node
import { parseArgs } from "node:util"
import { systemCode } from "../telemetry/safe-error.ts"
import { UsageError, type Command, write } from "./commands/command.ts"
import { variableNames, variables } from "./config/variables.ts"

/** Minimum Node version, as in package.json. npm only warns about it. */
const oldestNode = 24

/** Loaders of the commands. Each loads only its own modules. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).runService,
  config: async () => (await import("./commands/config.ts")).showConfig,
  doctor: async () => (await import("./commands/doctor.ts")).runDoctor,
  migrate: async () => (await import("./commands/migrate.ts")).migrate,
  reconcile: async () => (await import("./commands/reconcile.ts")).runReconcile,
  "orders show": async () => (await import("./commands/orders.ts")).showOrder,
  "orders unfinished": async () => (await import("./commands/orders.ts")).listUnfinished,
  "ledger copy": async () => (await import("./commands/ledger.ts")).runLedgerCopy,
  help: async () => showHelp,
}

/** Number of arguments after the names of commands. Default: 0. */
const argumentCounts: Readonly<Record<string, number>> = { "orders show": 1, "ledger copy": 2 }

process.stdout.on("error", (error) => {
  const code = systemCode(error)
  // A reader such as `head` may close the pipe.
  if (code === "EPIPE") process.exit()
  write(
    `integrations-server: The output could not be written (${code ?? "failed"}).`,
    process.stderr,
  )
  process.exit(1)
})
// Nothing can report this error.
process.stderr.on("error", () => {})

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  write(`integrations-server: ${messageOf(error)}`, process.stderr)
  process.exitCode = error instanceof UsageError || isOfParseArgs(error) ? 2 : 1
}

async function run(parameters: string[]): Promise<number> {
  const { version } = process
  if (Number.parseInt(version.slice(1), 10) < oldestNode) {
    throw new Error(
      `Node ${oldestNode} or newer is required, but this is ${version}. Install a newer Node.`,
    )
  }
  const { positionals: args, values } = parseArgs({
    args: parameters,
    options: {
      json: { type: "boolean", default: false },
      url: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
    allowPositionals: true,
  })
  const name = values.help ? "help" : args.slice(0, isGroup(args[0]) ? 2 : 1).join(" ")
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) {
    const known = Object.keys(commands).join(", ")
    throw new UsageError(
      name === ""
        ? `A command is required. Commands: ${known}.`
        : // The next argument can be patient data, such as a name after "orders".
          `Unknown command "${args[0]}". Commands: ${known}.`,
    )
  }
  // Extra arguments would be ignored silently.
  const taken = name.split(" ").length + (argumentCounts[name] ?? 0)
  if (name !== "help" && args.length > taken) {
    throw new UsageError(`Too many arguments for "${name}". Run "integrations-server help".`)
  }
  if (name !== "doctor" && name !== "help" && values.url !== undefined) {
    throw new UsageError(`The option --url is only for "doctor". Remove the option.`)
  }
  const command = await load()
  return command({ args, json: values.json, url: values.url, environment: process.env })
}

/** Returns whether the next argument is part of a command's name. */
function isGroup(name: string | undefined): boolean {
  return Object.keys(commands).some((command) => command.startsWith(`${name} `))
}

/** Returns whether `parseArgs` threw the error. */
function isOfParseArgs(error: unknown): boolean {
  return systemCode(error)?.startsWith("ERR_PARSE_ARGS_") === true
}

/** Returns an error's message, or its code: the error of several connections has no message. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return "Unknown error."
  if (error.message !== "") return error.message
  return systemCode(error) ?? error.name
}

async function showHelp(): Promise<number> {
  const lines = variableNames.map((name) => {
    const { description, defaultText, required, secret } = variables[name]
    const facts = [
      required ? "required" : undefined,
      defaultText === undefined ? undefined : `default: ${defaultText}`,
      secret ? `or ${name}_FILE` : undefined,
    ].filter((fact) => fact !== undefined)
    const more = facts.length === 0 ? "" : ` (${facts.join("; ")})`
    return `  ${name.padEnd(25)}${description.replaceAll("`", "")}${more}`
  })
  process.stdout.write(`Usage: integrations-server <command> [--json]

  serve                    Runs the service until SIGTERM, SIGINT, or SIGHUP.
  config                   Shows the configuration, its warnings, and its errors.
  doctor                   Checks the configuration, ledger, issuer, and Junction. Changes nothing.
  migrate                  Migrates the ledger's schema.
  reconcile                Looks up unfinished orders at Junction.
  orders show <order id>   Shows an order of the ledger, by its ID or Junction's ID.
  orders unfinished        Lists unfinished orders with no active claim.
  ledger copy <from> <to>  Copies a ledger to another URL, such as from SQLite to PostgreSQL. Stop every
                           server first. If the copy is interrupted, run it again.
  help                     Prints this help.

  --json                   Prints one JSON document.
  --url <base url>         For doctor: also checks the gateway and CORS at the API's public URL.

Environment variables of each command:

  serve, config, doctor    All. serve fails if a required variable is not set.
  doctor                   ACCESS_TOKEN: access token to check; no order is placed
  migrate                  DATABASE_URL
  orders                   DATABASE_URL, LEDGER_SECRET
  reconcile                DATABASE_URL, LEDGER_SECRET, JUNCTION_BASE_URL, JUNCTION_API_KEY, SETTLE_MS
  ledger copy              LEDGER_SECRET; PGPASSWORD or PGPASSFILE for a URL without a password

${lines.join("\n")}

Output never contains patient data.
Exit codes: 0 success, 1 failure or not found, 2 usage error.
`)
  return 0
}
