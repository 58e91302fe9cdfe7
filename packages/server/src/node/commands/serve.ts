import { systemCode } from "../../telemetry/safe-error.ts"
import { readConfig, type Config } from "../config/config.ts"
import { findUncopiedLedger } from "../ledgers/find-uncopied-ledger.ts"
import { startService, type RunningService, type ServiceHooks } from "../service.ts"
import { waitForShutdownSignal } from "../shutdown-signal.ts"
import { createAudit } from "../telemetry/audit.ts"
import { openLineStream, type LineStream } from "../telemetry/line-stream.ts"
import { createServiceLog } from "../telemetry/logging.ts"
import type { Command } from "./command.ts"

/** `serve`: runs the service until SIGTERM, SIGINT, or SIGHUP, then shuts it down. */
export const runService: Command = async ({ environment }) => {
  const config = readConfig(environment)
  let service: RunningService | undefined
  // An error of the log itself can only be counted.
  const output = await openLineStream({ onError: () => service?.countError("log") })
  const log = await createServiceLog({ level: config.logLevel, stream: output })
  const audit = await openAudit(config, output, (error) => {
    service?.countError("audit")
    log.internalError("audit", error)
  })
  const uncopied = await findUncopiedLedger(config.service.databaseUrl)
  for (const warning of [...config.warnings, ...uncopied]) log.warning(warning)
  const closeStreams = () => Promise.all([output.close(), audit.close()])
  // Node would print the message, which may quote a request.
  process.on("uncaughtException", (error) => {
    log.internalError("process", error)
    void closeStreams().then(() => process.exit(1))
  })
  // Before the first log line, because its reader may send a signal at once.
  const signalled = waitForShutdownSignal()
  service = await start(config, {
    log: log.request,
    onEvent: log.reconcileEvent,
    onError: (error, component) => log.internalError(component, error),
    telemetry: [createAudit(audit)],
  })
  log.listening(service)
  log.shuttingDown(await signalled)
  await service.close()
  log.shutDown()
  await closeStreams()
  // An abandoned call to Junction could keep the process alive.
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
    throw new Error(`AUDIT_LOG must be the path of a writable file (${code}).`, { cause: error })
  }
}

async function start({ service }: Config, hooks: ServiceHooks): Promise<RunningService> {
  try {
    return await startService(service, hooks)
  } catch (error) {
    throw toListenError(error, service)
  }
}

/** Names the variable of an address that cannot be used. Returns other errors as they are. */
function toListenError(error: unknown, { host, operationsPort }: Config["service"]): unknown {
  const { code, port, address, hostname } = error as Readonly<Record<string, unknown>>
  const name = port === operationsPort ? "OPERATIONS_PORT" : "PORT"
  const toError = (message: string) => new Error(message, { cause: error })
  switch (code) {
    case "EADDRINUSE":
      return toError(`Port ${String(port)} is already in use. Set ${name} to another port.`)
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      // The name of the database can be unknown, too.
      return (hostname ?? address) === host
        ? toError(`HOST must be an address of this machine (${code}).`)
        : error
    default:
      return error
  }
}
