import { parseArgs } from "node:util"
import { isWebhookUrl } from "../webhooks/send-webhook.ts"
import { createWebhookSigner } from "../webhooks/webhook-signature.ts"
import { upstreamPorts, type UpstreamsOptions } from "./start-upstreams.ts"

/** An error in the arguments. The exit code is 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}

/** Help text of the command. */
export const usage = `Usage: integrations-simulator [options]

Starts a simulated Junction and a token issuer on 127.0.0.1, and prints the environment variables that connect
integrations-server to them. Runs until SIGINT or SIGTERM.

Options:
  --port <port>         Port of the simulated Junction; 0 selects a free port. Default: ${upstreamPorts.junction}.
  --issuer-port <port>  Port of the token issuer; 0 selects a free port. Default: ${upstreamPorts.issuer}.
  --data-dir <folder>   Folder that keeps the issuer's key and Junction's state between restarts.
                        Default: none; both are in memory.
  --webhook-url <url>   URL that receives Junction's webhooks, signed with WEBHOOK_SECRET. Default: none.
  -h, --help            Prints this help.

Environment:
  WEBHOOK_SECRET        Signing secret of the webhooks: whsec_ followed by a key in base64.

Exit codes: 0 success, 1 failure, 2 usage error.
`

/**
 * Parses the arguments. Returns undefined for `--help`. Throws a `UsageError` for invalid
 * arguments.
 */
export function readArguments(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): UpstreamsOptions | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const port = parsePort("--port", values.port)
  const issuerPort = parsePort("--issuer-port", values["issuer-port"])
  if (port === issuerPort && port !== 0) {
    throw new UsageError("--port and --issuer-port must be different.")
  }
  const dataFolder = values["data-dir"]
  if (dataFolder === "") throw new UsageError("--data-dir must not be empty.")
  const url = values["webhook-url"]
  return {
    port,
    issuerPort,
    dataFolder,
    webhooks: url === undefined ? undefined : readWebhooks(url, environment["WEBHOOK_SECRET"]),
  }
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: String(upstreamPorts.junction) },
        "issuer-port": { type: "string", default: String(upstreamPorts.issuer) },
        "data-dir": { type: "string" },
        "webhook-url": { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    })
    return values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function parsePort(option: string, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`${option} must be a port from 0 to 65535.`)
  }
  return port
}

function readWebhooks(url: string, secret = ""): { url: string; secret: string } {
  if (!isWebhookUrl(url)) {
    throw new UsageError("--webhook-url must be an http or https URL without credentials.")
  }
  if (createWebhookSigner(secret) === undefined) {
    throw new UsageError(
      "--webhook-url requires the environment variable WEBHOOK_SECRET: whsec_ followed by a key in base64.",
    )
  }
  return { url, secret }
}
