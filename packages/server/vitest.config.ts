// @boundaries-ignore All packages share these settings.
import { testConfig } from "../../vitest.config.ts"

export default testConfig({
  endToEnd: [
    // terms: allow fault, a folder of tests
    "test/{faults,model}/**/*.test.ts",
    "test/canary/canary.test.ts",
    "test/fuzz/schema-fuzz.test.ts",
    "test/node/{cli,containers,service,two-processes}.test.ts",
    "test/node/{commands,ledgers,telemetry}/*.test.ts",
    "test/orders/ledger/ledger.test.ts",
  ],
  readme: ["test/node/config/config.test.ts"],
})
