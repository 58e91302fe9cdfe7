import { spawnSync } from "node:child_process"
import { pathToFileURL } from "node:url"
import { join } from "node:path"
import { expect, test } from "vitest"

const workspace = pathToFileURL(join(import.meta.dirname, "workspace.mjs")).href

/** Runs a program quietly, as the builds and installs before a command do. */
function runQuietly(program: string) {
  const script = `
    const { run } = await import(${JSON.stringify(workspace)})
    process.exitCode = await run("node", ["-e", ${JSON.stringify(program)}], { quiet: true })`
  const args = ["--input-type=module", "-e", script]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
  return { status, stdout, stderr }
}

test("a build prints its output only if it fails, and never to stdout", () => {
  const program = 'console.log("header"); console.error("warning"); process.exitCode = '
  expect(runQuietly(`${program}0`)).toEqual({ status: 0, stdout: "", stderr: "" })
  expect(runQuietly(`${program}3`)).toEqual({
    status: 3,
    stdout: "",
    stderr: "header\nwarning\n",
  })
})
