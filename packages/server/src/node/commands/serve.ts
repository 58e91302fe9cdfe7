import { systemCode } from "../../telemetry/safe-error.ts"
import { readConfig, type Config } from "../config/config.ts"
import { startService, type RunningService, type ServiceHooks } from "../service.ts"
import { waitForShutdownSignal } from "../shutdown-signal.ts"
import { createAudit } from "../telemetry/audit.ts"
import { openLineStream, type LineStream } from "../telemetry/line-stream.ts"
import { createServiceLog } from "../telemetry/logging.ts"
import type { Command } from "./command.ts"

/** `serve`: runs the service until SIGTERM or SIGINT, and ends it well. */
export const runService: Command = async ({ environment }) => {
  const config = readConfig(environment)
  let service: RunningService | undefined
  // Of what cannot be logged, there is only a number.
  const output = await openLineStream({ onError: () => service?.countError("log") })
  const log = await createServiceLog({ level: config.logLevel, stream: output })
  const audit = await openAudit(config, output, (error) => {
    service?.countError("audit")
    log.internalError("audit", error)
  })
  for (const warning of config.warnings) log.warning(warning)
  const closeStreams = () => Promise.all([output.close(), audit.close()])
  // Node would print the message, which may quote a request.
  process.on("uncaughtException", (error) => {
    log.internalError("process", error)
    void closeStreams().then(() => process.exit(1))
  })
  // From here on: whoever reads that the service listens may tell it to end.
  const signalled = waitForShutdownSignal()
  service = await start(config, {
    log: log.request,
    onEvent: log.reconcileEvent,
    onError: (error, component) => log.internalError(component, error),
    telemetry: [createAudit(audit)],
  })
  log.listening(service)
  log.ending(await signalled)
  await service.close()
  log.ended()
  await closeStreams()
  // A call to Junction that was given up may still be on its way.
  process.exit()
}

async function openAudit(
  { auditLog }: Config,
  output: LineStream,
  onError: (error: unknown) => void,
): Promise<LineStream> {
  if (auditLog === undefined) return output
  try {
    return await openLineStream({ to: auditLog, onError })
  } catch (error) {
    const code = systemCode(error) ?? "failed"
    throw new Error(`AUDIT_LOG must name a file that can be written (${code})`, { cause: error })
  }
}

async function start({ service }: Config, hooks: ServiceHooks): Promise<RunningService> {
  try {
    return await startService(service, hooks)
  } catch (error) {
    const { code, port } = error as { readonly code?: unknown; readonly port?: unknown }
    if (code !== "EADDRINUSE") throw error
    const name = port === service.operationsPort ? "OPERATIONS_PORT" : "PORT"
    throw new Error(`port ${String(port)} is taken: set ${name} to another one`, { cause: error })
  }
}
