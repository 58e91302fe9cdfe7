// @boundaries-ignore All packages share these settings.
import { testConfig } from "../../vitest.config.ts"

export default testConfig({ endToEnd: ["test/**/*.test.ts"] })
