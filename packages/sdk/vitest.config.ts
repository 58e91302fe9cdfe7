import { join } from "node:path"
import { playwright } from "@vitest/browser-playwright"
import type { ViteUserConfig } from "vitest/config"
// @boundaries-ignore All packages share these settings.
import { testConfig } from "../../vitest.config.ts"
import { readmeBlocks } from "./test/support/readme-blocks.ts"

export default testConfig({
  endToEnd: ["test/built-package.test.ts", "test/errors/loop-error.test.ts", "test/hover.test.ts"],
  readme: ["test/open-telemetry.test.ts"],
  browser: {
    playwright,
    projects: {
      "browser, React 19": react({}),
      "browser, React 18": react({
        react: installed("react-18"),
        "react-dom": installed("react-dom-18"),
      }),
    },
  },
  plugins: [readmeBlocks()],
})

function react(alias: Record<string, string>): ViteUserConfig {
  return {
    resolve: { alias },
    // Otherwise Vite would find them one by one, and reload the page during a test.
    optimizeDeps: {
      include: [
        "@hookform/resolvers/standard-schema",
        "@tanstack/react-query",
        "fast-check",
        "react",
        "react-dom",
        "react-dom/client",
        "react-hook-form",
        "react/jsx-dev-runtime",
      ],
    },
  }
}

/**
 * Returns the folder of a package, because installed packages import React under its usual name.
 */
function installed(name: string): string {
  return join(import.meta.dirname, "node_modules", name)
}
