export { createAudit } from "./telemetry/audit.ts"
export { ConfigError, readConfig, type Config } from "./config/config.ts"
export type { Environment } from "./config/variables.ts"
export { createHashing } from "./hashing.ts"
export { openLineStream, type LineStream, type LineStreamOptions } from "./telemetry/line-stream.ts"
export { createListener } from "./http/listener.ts"
export { createServiceLog, type LogLevel, type ServiceLog } from "./telemetry/logging.ts"
export {
  createMetrics,
  type ErrorComponent,
  type Metrics,
  type MetricsOptions,
} from "./telemetry/metrics.ts"
export { openLedger } from "./ledgers/open-ledger.ts"
export {
  openPostgresLedger,
  type PostgresLedgerOptions,
} from "./ledgers/postgres/postgres-ledger.ts"
export { migratePostgresLedger } from "./ledgers/postgres/postgres-schema.ts"
export { serve, type RunningServer, type ServeOptions } from "./http/serve.ts"
export {
  startService,
  type RunningService,
  type ServiceHooks,
  type ServiceOptions,
} from "./service.ts"
export { openSqliteLedger, type SqliteLedgerOptions } from "./ledgers/sqlite/sqlite-ledger.ts"
export { createTracing } from "./telemetry/tracing.ts"
export { waitForShutdownSignal } from "./shutdown-signal.ts"
export { createTokenVerifier, type TokenVerifierOptions } from "./tokens/verify-token.ts"
