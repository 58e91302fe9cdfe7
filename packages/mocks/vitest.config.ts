import { playwright } from "@vitest/browser-playwright"
import { msw } from "msw/vite"
// @boundaries-ignore All packages share these settings.
import { testConfig } from "../../vitest.config.ts"

export default testConfig({
  endToEnd: ["test/built.test.ts"],
  // Serves the worker's script out of msw.
  browser: { playwright, projects: { browser: { plugins: [msw({ mode: "worker-only" })] } } },
})
