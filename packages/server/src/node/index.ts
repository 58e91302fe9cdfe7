export { createJunctionLab, type JunctionLabOptions, type JunctionPanel } from "../junction/lab.ts"
export { createJunctionSearch, type JunctionSearchOptions } from "../junction/order-search.ts"
export { ConfigError, readConfig, type Config, type Environment } from "./config.ts"
export { createDigest } from "./digest.ts"
export { createListener } from "./listener.ts"
export { openLedger } from "./open-ledger.ts"
export { openPostgresLedger, type PostgresLedgerOptions } from "./postgres-ledger.ts"
export { migratePostgresLedger } from "./postgres-schema.ts"
export { serve, type RunningServer, type ServeOptions } from "./serve.ts"
export {
  startService,
  type RunningService,
  type ServiceHooks,
  type ServiceOptions,
} from "./service.ts"
export { openSqliteLedger, type SqliteLedgerOptions } from "./sqlite-ledger.ts"
export { untilSignal } from "./until-signal.ts"
export { createTokenVerifier, type TokenVerifierOptions } from "./verify-token.ts"
