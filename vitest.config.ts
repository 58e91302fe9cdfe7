// The settings of every package's tests, and the tests of scripts/.
import type { PlaywrightProviderOptions } from "@vitest/browser-playwright"
import {
  defineConfig,
  type TestProjectInlineConfiguration,
  type ViteUserConfig,
} from "vitest/config"
import type { BrowserProviderOption } from "vitest/node"
import { findChromium } from "./scripts/find-chromium.ts"

/** Options for `testConfig`. */
export interface PackageTests {
  /** Globs of end-to-end tests, besides `test/end-to-end`. Default: none. */
  readonly endToEnd?: readonly string[]
  /** Globs of tests that read the README, besides `readme.test.ts`. Default: none. */
  readonly readme?: readonly string[]
  /** Runs `test/browser` in Chromium, once for each project, with the project's own settings. */
  readonly browser?: {
    readonly playwright: (options: PlaywrightProviderOptions) => BrowserProviderOption
    readonly projects: Readonly<Record<string, ViteUserConfig>>
  }
  readonly plugins?: ViteUserConfig["plugins"]
}

const allTests = "{src,test,scripts}/**/*.test.ts"
const readmeTests = "test/**/readme.test.{ts,tsx}"
const browserTests = "test/browser/**/*.test.{ts,tsx}"

/** Returns a package's vitest configuration: projects named `unit…`, `end-to-end…`, and `readme…`. */
export function testConfig(tests: PackageTests = {}): ViteUserConfig {
  const { browser, plugins = [] } = tests
  const endToEnd = ["test/end-to-end/**/*.test.ts", ...(tests.endToEnd ?? [])]
  const readme = [readmeTests, ...(tests.readme ?? [])]
  return {
    plugins,
    test: {
      projects: [
        project("unit", [allTests], [...endToEnd, ...readme, browserTests]),
        project("end-to-end", endToEnd, readme),
        project("readme", readme, [browserTests]),
        ...(browser === undefined ? [] : browserProjects(browser)),
      ],
      // Only a test that hangs reaches them: a busy machine takes up to 30 times as long.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      expect: { poll: { timeout: 60_000 } },
      reporters: ["default", "json"],
      outputFile: { json: ".test-results/all.json" },
    },
  }
}

function project(
  name: string,
  include: readonly string[],
  exclude: readonly string[],
): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include: [...include], exclude: [...exclude] } }
}

function browserProjects({
  playwright,
  projects,
}: NonNullable<PackageTests["browser"]>): TestProjectInlineConfiguration[] {
  const launchOptions = findChromium()
  if (launchOptions === undefined) {
    if (process.env["CI"]) throw new Error("Install Chromium or set CHROMIUM_PATH.")
    process.stdout.write("Browser tests skipped: no Chromium on PATH and no CHROMIUM_PATH.\n")
    return []
  }
  return Object.entries(projects).flatMap(([browserName, settings]) =>
    ["end-to-end", "readme"].map((kind) => ({
      ...settings,
      extends: true,
      // The folder in which Vite keeps the dependencies that it bundled.
      cacheDir: `node_modules/.vite/${kind} ${browserName}`,
      test: {
        name: `${kind} (${browserName})`,
        include: [kind === "readme" ? `test/browser/readme.test.tsx` : browserTests],
        exclude: kind === "readme" ? [] : [readmeTests],
        browser: {
          enabled: true,
          headless: true,
          screenshotFailures: false,
          provider: playwright({ launchOptions }),
          instances: [{ browser: "chromium" as const }],
        },
      },
    })),
  )
}

export default defineConfig(testConfig())
