// @boundaries-ignore All packages share these settings.
import { testConfig } from "../../vitest.config.ts"

export default testConfig({
  endToEnd: [
    "test/{faults,model}/**/*.test.ts",
    "test/**/canary.test.ts",
    "test/**/cli.test.ts",
    "test/**/containers.test.ts",
    "test/**/docs.test.ts",
    "test/**/ledger.test.ts",
    "test/**/logging.test.ts",
    "test/**/metrics.test.ts",
    "test/**/postgres-ledger.test.ts",
    "test/**/schema-fuzz.test.ts",
    "test/**/serve.test.ts",
    "test/**/sqlite-ledger.test.ts",
    "test/**/start-service.test.ts",
    "test/**/tracing.test.ts",
    "test/**/two-processes.test.ts",
  ],
  readme: ["test/**/config.test.ts"],
})
