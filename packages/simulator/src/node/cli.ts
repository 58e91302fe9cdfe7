#!/usr/bin/env node
import { readArguments, usage, UsageError } from "./arguments.ts"
import { startUpstreams, type Upstreams, type UpstreamsOptions } from "./start-upstreams.ts"

try {
  const options = readArguments(process.argv.slice(2), process.env)
  if (options === undefined) process.stdout.write(usage)
  else await run(options)
} catch (error) {
  const isUsageError = error instanceof UsageError
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`integrations-simulator: ${message}\n${isUsageError ? `\n${usage}` : ""}`)
  process.exitCode = isUsageError ? 2 : 1
}

async function run(options: UpstreamsOptions): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    // npm forwards Ctrl-C to a process that already received it, so later signals are ignored.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve())
  })
  const upstreams = await startUpstreams(options).catch((error: unknown) => {
    throw describePortInUse(error, options) ?? error
  })
  process.stdout.write(describe(upstreams))
  await stopped
  await upstreams.close()
}

/** The text is valid in a shell and in a .env file, so the output can be redirected to one. */
function describe({ junctionUrl, issuerUrl, environment }: Upstreams): string {
  const lines = Object.entries(environment).map(
    ([name, value]) => `${name}=${/^[\w.:/+=-]*$/.test(value) ? value : `'${value}'`}`,
  )
  return `# Simulated Junction: ${junctionUrl} (control API: /__simulator/)
# Token issuer: ${issuerUrl}
# Save these lines as .env, or run "set -a" in a shell and paste them.
${lines.join("\n")}
# To get an access token:
# curl ${issuerUrl}/token -d '{"brand_id":"brand_example","user_id":"user_example"}'
`
}

function describePortInUse(error: unknown, { issuerPort }: UpstreamsOptions): Error | undefined {
  const { code, port } = error as { readonly code?: string; readonly port?: number }
  if (code !== "EADDRINUSE") return undefined
  const option = port === issuerPort ? "--issuer-port" : "--port"
  return new Error(
    `Port ${port} is already in use. Set ${option} to another port, or to 0 for any free port.`,
  )
}
