import { toFault } from "../../log.ts"
import { readConfig, type Config } from "../config.ts"
import { startService, type RunningService } from "../service.ts"
import { untilSignal } from "../until-signal.ts"
import type { Command } from "./command.ts"

/** `serve`: runs the service until SIGTERM or SIGINT, and ends it well. */
export const runService: Command = async ({ environment }) => {
  const config = readConfig(environment)
  for (const warning of config.warnings) write("warn", { event: "configuration", warning })
  // Node would print the message, which may quote a request.
  process.on("uncaughtException", (fault) => {
    write("error", { event: "fault", fault: toFault(fault) })
    process.exit(1)
  })
  const service = await start(config)
  const { url, operationsUrl } = service
  write("info", { event: "listening", url, operationsUrl })
  const signal = await untilSignal()
  write("info", { event: "ending", signal })
  await service.close()
  write("info", { event: "ended" })
  // A call to Junction that was given up may still be on its way.
  process.exit()
}

async function start({ service }: Config): Promise<RunningService> {
  try {
    return await startService(service, {
      log: ({ level, ...entry }) => write(level, { event: "request", ...entry }),
      onEvent: (found) => write("warn", { event: "sweep", ...found }),
      onFault: (fault) => write("error", { event: "fault", fault: toFault(fault) }),
    })
  } catch (error) {
    const { code, port } = error as { readonly code?: unknown; readonly port?: unknown }
    if (code !== "EADDRINUSE") throw error
    const name = port === service.operationsPort ? "OPERATIONS_PORT" : "PORT"
    throw new Error(`port ${String(port)} is taken: set ${name} to another one`, { cause: error })
  }
}

/** One line of JSON. */
function write(level: "info" | "warn" | "error", told: object): void {
  const time = new Date().toISOString()
  process.stdout.write(`${JSON.stringify({ time, level, ...told })}\n`)
}
