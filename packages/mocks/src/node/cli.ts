#!/usr/bin/env node
import { aLabOrderRequest } from "../builders.ts"
import { readArguments, usage, UsageError } from "./arguments.ts"
import { listen, type ListenOptions } from "./listen.ts"

// Without top-level await, because the build has a CommonJS format too.
main().catch((error: unknown) => {
  const isUsageError = error instanceof UsageError
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`integrations-mocks: ${message}\n${isUsageError ? `\n${usage}` : ""}`)
  process.exitCode = isUsageError ? 2 : 1
})

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2))
  if (options === undefined) process.stdout.write(usage)
  else await run(options)
}

async function run(options: ListenOptions): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    // npm forwards Ctrl-C to a process that already received it, so later signals are ignored.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve())
  })
  const mock = await listen(options).catch((error: unknown) => {
    throw describePortInUse(error, options) ?? error
  })
  process.stdout.write(describe(mock.url))
  await stopped
  await mock.close()
}

function describe(url: string): string {
  return `Mock of Loop Health's lab-ordering API: ${url}

Place an order:
curl ${url}/v1/labs/orders -H 'authorization: Bearer any' -H 'content-type: application/json' -H 'idempotency-key: key-1' -d '${JSON.stringify(aLabOrderRequest())}'

Make the next order fail:
curl ${url}/__mock/next -d '{"scenario":"junction_unavailable"}'
`
}

function describePortInUse(error: unknown, { port }: ListenOptions): Error | undefined {
  if ((error as { readonly code?: string }).code !== "EADDRINUSE") return undefined
  return new Error(
    `Port ${port} is already in use. Set --port to another port, or to 0 for any free port.`,
  )
}
