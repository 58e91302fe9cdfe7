import { execFile } from "node:child_process"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as simulator from "@loop-health/integrations-simulator"
import { expect, onTestFinished, test } from "vitest"

const server = fileURLToPath(new URL("../../server", import.meta.url))

/** Packs the built server and reads the files of the tarball. */
async function packServer(): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "server-tarball-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const run = promisify(execFile)
  // On Windows, npm is a script, which requires a shell.
  const options = { cwd: server, shell: process.platform === "win32" }
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], options)
  const [tarball = ""] = await readdir(folder)
  await run("tar", ["-xzf", tarball], { cwd: folder })
  const paths = await readdir(join(folder, "package"), { recursive: true, withFileTypes: true })
  const files = paths.filter((path) => path.isFile())
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }): Promise<[string, string]> => {
        const path = join(parentPath, name)
        return [path.slice(join(folder, "package").length + 1), await readFile(path, "utf8")]
      }),
    ),
  )
}

test("the server's tarball contains no code of the simulator and cannot sign tokens", async () => {
  const files = await packServer()
  const code = [...files].filter(([path]) => path.startsWith("dist"))
  expect(code.map(([path]) => path)).toContain(join("dist", "node", "cli.js"))

  // `listen` is also a method of Node's servers.
  const exports = Object.keys(simulator).filter((name) => name !== "listen")
  const forbidden = [...exports, "simulator", "SignJWT", "generateKeyPair", "msw"]
  const found = code.flatMap(([path, text]) =>
    forbidden.filter((name) => text.includes(name)).map((name) => `${path}: ${name}`),
  )
  expect(exports).toContain("createJunctionSimulator")
  expect(found).toEqual([])

  const manifest = JSON.parse(files.get("package.json") ?? "") as Record<string, object>
  expect(Object.keys(manifest["dependencies"] ?? {})).toContain("jose")
  expect(Object.keys(manifest["dependencies"] ?? {})).not.toContain(
    "@loop-health/integrations-simulator",
  )
  expect(manifest).not.toHaveProperty("peerDependencies")
  expect(Object.keys(manifest["exports"] ?? {})).toEqual([
    ".",
    "./junction",
    "./node",
    "./package.json",
  ])
})
