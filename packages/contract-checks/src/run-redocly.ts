import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { InputError } from "./input-error.ts"

/**
 * Runs Redocly's CLI and returns its JSON report. The CLI runs in a new folder that contains only
 * these files. Reads no `redocly.yaml` of a project and sends nothing over the network. Throws
 * {@link InputError} if Redocly returns no report.
 */
export async function runRedocly<Report>(
  args: readonly string[],
  files: Readonly<Record<string, unknown>>,
): Promise<{ readonly report: Report; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "contract-checks-"))
  try {
    for (const [name, value] of Object.entries(files)) {
      await writeFile(join(folder, name), JSON.stringify(value))
    }
    const { stdout, stderr } = await run([...args, "--format=json"], folder)
    try {
      // package.json pins the version of Redocly, and with it the form of the report.
      return { report: JSON.parse(stdout) as Report, folder }
    } catch {
      const details = stderr.replace(/\s+/g, " ").trim()
      throw new InputError(
        `"redocly ${args[0]}" returned no report. Correct the error in its output: ${details}`,
      )
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(args: readonly string[], cwd: string) {
  const manifest = createRequire(import.meta.url).resolve("@redocly/cli/package.json")
  const cli = join(dirname(manifest), "bin/cli.js")
  const quiet = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_COLOR: "1" }
  const env = { ...process.env, ...quiet }
  const options = { cwd, env, maxBuffer: 256 * 1024 * 1024, windowsHide: true }
  return new Promise<{ stdout: string; stderr: string }>((settle) => {
    // Redocly also writes its report if it exits with an error.
    execFile(process.execPath, [cli, ...args], options, (_error, stdout, stderr) =>
      settle({ stdout, stderr }),
    )
  })
}
