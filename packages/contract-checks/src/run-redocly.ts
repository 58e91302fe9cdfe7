import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { InputError } from "./input-error.ts"

/**
 * Runs Redocly's CLI in an empty folder of its own, with these files written there, and gives the JSON that it prints.
 * Nobody's redocly.yaml is read and nothing goes over the network. Throws {@link InputError} when Redocly judges
 * nothing.
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
      // Redocly's own report, of the one version that package.json pins.
      return { report: JSON.parse(stdout) as Report, folder }
    } catch {
      const details = stderr.replace(/\s+/g, " ").trim()
      throw new InputError(`redocly ${args[0]} gave no report: ${details}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(args: readonly string[], folder: string) {
  const manifest = createRequire(import.meta.url).resolve("@redocly/cli/package.json")
  return new Promise<{ stdout: string; stderr: string }>((settle) => {
    execFile(
      process.execPath,
      [join(dirname(manifest), "bin/cli.js"), ...args],
      {
        cwd: folder,
        env: {
          ...process.env,
          REDOCLY_TELEMETRY: "off",
          REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
          NO_COLOR: "1",
        },
        maxBuffer: 256 * 1024 * 1024,
        windowsHide: true,
      },
      // What it found stands in its report, whatever its exit status.
      (_error, stdout, stderr) => settle({ stdout, stderr }),
    )
  })
}
