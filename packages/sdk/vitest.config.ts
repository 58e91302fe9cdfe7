import { join } from "node:path"
import { playwright } from "@vitest/browser-playwright"
import { defineConfig, type TestProjectConfiguration } from "vitest/config"
import { findChromium } from "./consumers/find-chromium.ts"
import { readmeBlocks } from "./test/support/readme-blocks.ts"

const chromium = findChromium()
if (chromium === undefined && process.env["CI"]) {
  throw new Error("CI runs the browser tests: install chromium or set CHROMIUM_PATH")
}
if (chromium === undefined) {
  process.stdout.write("The browser tests are not run: no chromium on PATH and no CHROMIUM_PATH.\n")
}

const node: TestProjectConfiguration = {
  extends: true,
  test: {
    name: "node",
    include: ["{src,test}/**/*.test.ts"],
  },
}

export default defineConfig({
  plugins: [readmeBlocks()],
  test: {
    projects:
      chromium === undefined
        ? [node]
        : [
            node,
            browserProject("19", {}),
            browserProject("18", {
              react: installed("react-18"),
              "react-dom": installed("react-dom-18"),
            }),
          ],
    // Long enough for the slowest machine: no test is about speed.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: ["default", "json"],
    outputFile: { json: ".test-results/vitest.json" },
  },
})

function browserProject(react: string, alias: Record<string, string>): TestProjectConfiguration {
  return {
    extends: true,
    // Vite keeps what it has bundled here: each React needs its own.
    cacheDir: `node_modules/.vite/react-${react}`,
    resolve: { alias },
    // Named here because Vite would otherwise come upon them one by one, and reload the page in the midst of a test.
    optimizeDeps: {
      include: [
        "@tanstack/react-query",
        "fast-check",
        "openapi-fetch",
        "react",
        "react-dom",
        "react-dom/client",
        "react/jsx-dev-runtime",
      ],
    },
    test: {
      name: `browser, React ${react}`,
      include: ["test/browser/*.test.tsx"],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            ...(chromium === undefined ? {} : { executablePath: chromium }),
            // Chromium refuses to run as root inside its sandbox.
            args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
          },
        }),
        instances: [{ browser: "chromium" }],
      },
    },
  }
}

/** A package's folder: who asks for React under its other name is not only the tests. */
function installed(name: string): string {
  return join(import.meta.dirname, "node_modules", name)
}
