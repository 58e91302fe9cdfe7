import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"
import { runParts, type Part, type PartOptions } from "./run-parts.ts"
import { withTags } from "./workflows.ts"

/** Runs parts. Returns the exit code and the printed lines, without durations. */
async function run(parts: readonly Partial<Part>[], options: PartOptions = {}) {
  const lines: string[] = []
  const exitCode = await runParts(
    parts.map((part) => ({ name: "part", findMissing: () => [], run: async () => {}, ...part })),
    { ...options, print: (line) => lines.push(...line.split("\n")) },
  )
  return { exitCode, lines: lines.map((line) => line.replaceAll(/[\d.]+ s\b/g, "… s")) }
}

const missingPart: Partial<Part> = {
  name: "alerts",
  findMissing: () => ["promtool (apt-get install prometheus)"],
  run: () => Promise.reject(new Error("A part without its programs must not run.")),
}

test("a part without its programs is skipped with one line that names their packages", async () => {
  expect(await run([missingPart])).toEqual({
    exitCode: 0,
    lines: [
      "skipped alerts: not found: promtool (apt-get install prometheus)",
      "",
      "Parts: 0 passed, 0 failed, 1 skipped (… s).",
    ],
  })
})

test("with noSkip, a part without its programs fails", async () => {
  const { exitCode, lines } = await run([missingPart], { noSkip: true })
  expect(exitCode).toBe(1)
  expect(lines.at(0)).toBe("failed  alerts: not found: promtool (apt-get install prometheus)")
  expect(lines.at(-1)).toBe("Parts: 0 passed, 1 failed, 0 skipped (… s).")
})

test("a failed check fails its part and the run, and the other parts run", async () => {
  const failing: Partial<Part> = {
    name: "first",
    run: async ({ check, note }) => {
      note("version 1")
      await check("fails", () => Promise.reject(new Error("two\nlines")))
      await check("passes", async () => {})
    },
  }
  expect(await run([failing, missingPart, { name: "last" }])).toEqual({
    exitCode: 1,
    lines: [
      "first:",
      "          version 1",
      "  failed  fails (… s)",
      "          two",
      "          lines",
      "  passed  passes (… s)",
      "failed  first (… s)",
      "skipped alerts: not found: promtool (apt-get install prometheus)",
      "last:",
      "passed  last (… s)",
      "",
      "Parts: 1 passed, 1 failed, 1 skipped (… s).",
    ],
  })
})

test("an error outside of a check fails the part", async () => {
  const { exitCode, lines } = await run([{ run: () => Promise.reject(new Error("no start")) }])
  expect(exitCode).toBe(1)
  expect(lines).toContain("          no start")
  expect(lines.at(-1)).toBe("Parts: 0 passed, 1 failed, 0 skipped (… s).")
})

/** Runs the command without any program on PATH. */
function runCommand(...args: string[]) {
  const options = { encoding: "utf8", env: { ...process.env, PATH: "" } } as const
  return spawnSync(process.execPath, [join(import.meta.dirname, "run.ts"), ...args], options)
}

test("the command skips the parts whose programs are not on PATH, and names their packages", () => {
  const { status, stdout } = runCommand("alerts", "firefox", "webkit", "image", "compose")
  expect(status).toBe(0)
  expect(stdout.split("\n")).toEqual([
    "skipped alerts: not found: promtool (apt-get install prometheus)",
    "skipped firefox: not found: firefox (apt-get install firefox-esr)",
    "skipped webkit: not found: WebKitWebDriver (apt-get install webkit2gtk-driver), " +
      "Xvfb (apt-get install xvfb)",
    "skipped image: not found: a running docker (apt-get install docker.io), or, as root, " +
      "buildah and mmdebstrap (apt-get install buildah mmdebstrap)",
    "skipped compose: not found: a running docker with compose " +
      "(apt-get install docker.io docker-compose)",
    "",
    expect.stringMatching(/^Parts: 0 passed, 0 failed, 5 skipped /),
    "",
  ])
  expect(runCommand("--no-skip", "alerts").status).toBe(1)
})

test("the command rejects an unknown part, and lists the parts", () => {
  const { status, stderr } = runCommand("alert")
  expect(status).toBe(2)
  expect(stderr).toMatch(/^Unknown part "alert"\.\n\nUsage: .+\n\nParts: alerts, /)
})

test("actionlint sees the version of an action instead of its commit", () => {
  const commit = "11bd71901bbe5b1630ceea73d27597364c9af683"
  expect(withTags(`uses: actions/checkout@${commit} # v4.2.2\n`)).toBe(
    "uses: actions/checkout@v4\n",
  )
})
