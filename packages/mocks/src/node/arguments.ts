import { parseArgs } from "node:util"
import { scenarioNames } from "../scenarios.ts"
import type { ListenOptions } from "./listen.ts"

/** An error in the arguments. The command exits with code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** Help text of the command. */
export const usage = `Usage: integrations-mocks [options]

Serves a mock of Loop Health's lab-ordering API, for tests in any language. Runs until SIGINT or SIGTERM.

Options:
  --port <port>  Port; 0 selects a free port. Default: 4010.
  --host <host>  Host name or IP address. Default: 127.0.0.1.
  -h, --help     Prints this help.

Control API, in JSON:
  POST /__mock/next     Queues a scenario, or an array of them: {"scenario":"overloaded"}.
                        Optional fields: "body", changes to the response body, and "delayMs".
  POST /__mock/always   Sets the scenario of all later requests without a queued one.
  POST /__mock/reset    Removes all scenarios, orders, idempotency keys, and calls.
  GET  /__mock/orders   Returns the orders at the fake lab.
  GET  /__mock/calls    Returns method, key, scenario, and status of each request.

The request header x-mock-scenario sets the scenario of one request.

Scenarios:
${scenarioNames.map((name) => `  ${name}`).join("\n")}

Exit codes: 0 success, 1 failure, 2 usage error.
`

/** Parses the arguments. Returns undefined for `--help`. Throws a `UsageError` if one is invalid. */
export function readArguments(args: readonly string[]): ListenOptions | undefined {
  const { port, host, help } = parse(args)
  if (help) return undefined
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError("--port must be a port from 0 to 65535.")
  }
  return { port: Number(port), host }
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "4010" },
        host: { type: "string", default: "127.0.0.1" },
        help: { type: "boolean", short: "h", default: false },
      },
    })
    return values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
