export { createJunctionLab, type JunctionLabOptions, type JunctionPanel } from "../junction/lab.ts"
export { createJunctionSearch, type JunctionSearchOptions } from "../junction/order-search.ts"
export { createAudit } from "./telemetry/audit.ts"
export { ConfigError, readConfig, type Config, type Environment } from "./config/config.ts"
export { createDigest } from "./digest.ts"
export { openLineStream, type LineStream, type LineStreamOptions } from "./telemetry/line-stream.ts"
export { createListener } from "./http/listener.ts"
export { createServiceLog, type LogLevel, type ServiceLog } from "./telemetry/logging.ts"
export {
  createMetrics,
  type FaultPlace,
  type Metrics,
  type MetricsOptions,
} from "./telemetry/metrics.ts"
export { openLedger } from "./ledgers/open-ledger.ts"
export { openPostgresLedger, type PostgresLedgerOptions } from "./ledgers/postgres-ledger.ts"
export { migratePostgresLedger } from "./ledgers/postgres-schema.ts"
export { serve, type RunningServer, type ServeOptions } from "./http/serve.ts"
export {
  startService,
  type RunningService,
  type ServiceHooks,
  type ServiceOptions,
} from "./service.ts"
export { openSqliteLedger, type SqliteLedgerOptions } from "./ledgers/sqlite-ledger.ts"
export { createTracing } from "./telemetry/tracing.ts"
export { untilSignal } from "./until-signal.ts"
export { createTokenVerifier, type TokenVerifierOptions } from "./tokens/verify-token.ts"
