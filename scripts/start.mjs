// Runs the local stack on a machine that has only Node 20 and npm. Installs first what it needs.
import { parseArgs } from "node:util"
import { install, run } from "./workspace.mjs"

const usage = `Usage: npm start [-- --once]

Starts a token issuer, a simulated Junction, and the server on 127.0.0.1, places an order, and runs
until Ctrl-C.

Options:
  --once      Exits after the first order.
  -h, --help  Prints this help.

Environment:
  PORT                         Port of the server. Default: 8787.
  ISSUER_PORT                  Port of the token issuer. Default: 8788.
  JUNCTION_PORT                Port of the simulated Junction. Default: 8789.
  PAGES_PORT                   Port of the ordering page and the reference site. Default: 8790.
  DATA_DIR                     Folder for all state. Default: .data.
  DATABASE_URL                 postgres:embedded, postgres://…, or sqlite:<path>.
                               Default: a SQLite file in DATA_DIR.
  CORS_ORIGINS                 Origins whose pages may call the API and the issuer. Default: none.
  WEBHOOK_URL, WEBHOOK_SECRET  URL and secret of the simulated Junction's webhooks. Default: none.

Exit codes: 0 success, 1 failure, 2 usage error.
`

const options = readOptions(process.argv.slice(2))
if (options !== undefined) {
  process.exitCode = (await install({ localStackOnly: true })) || (await start(options))
}

/**
 * Returns the options. If they contain `--help` or are invalid, prints the usage and returns
 * undefined.
 */
function readOptions(args) {
  try {
    const options = { once: { type: "boolean" }, help: { type: "boolean", short: "h" } }
    const { values } = parseArgs({ args, options })
    if (!values.help) return values
    process.stdout.write(usage)
  } catch (error) {
    process.stderr.write(`npm start: ${error.message}\n\n${usage}`)
    process.exitCode = 2
  }
}

/** Starts the stack from the sources of the packages, so that nothing has to be built. */
function start({ once = false }) {
  const folder = "examples/local-stack/src"
  const program = [
    // Early versions of Node 24 report that type stripping and SQLite are experimental.
    "--disable-warning=ExperimentalWarning",
    "--import",
    `./${folder}/use-sources.ts`,
    `${folder}/main.ts`,
  ]
  // The connection closes if this process is killed, and the stack then shuts down.
  const stdio = ["inherit", "inherit", "inherit", "ipc"]
  return run("node", once ? [...program, "--once"] : program, { stdio })
}
