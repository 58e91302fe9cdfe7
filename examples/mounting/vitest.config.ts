import { mergeConfig } from "vitest/config"
// @boundaries-ignore All packages share these settings.
import { testConfig } from "../../vitest.config.ts"

// Next builds its app first.
export default mergeConfig(testConfig({ endToEnd: ["test/**/*.test.ts"] }), {
  test: { hookTimeout: 300_000 },
})
