import { execFileSync, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"

const script = join(import.meta.dirname, "stage.ts")
const tools = join(import.meta.dirname, "../tools/node_modules/.bin")
const PATH = [tools, process.env["PATH"]].join(delimiter)
const names = ["first-package", "second-package"]

/** Packs two packages as pack.ts does. */
function createRelease(): string {
  const folder = mkdtempSync(join(tmpdir(), "stage-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const releases = names.map((name) => {
    const source = join(folder, name)
    const path = `${name}.tgz`
    mkdirSync(source)
    writeFileSync(join(source, "package.json"), JSON.stringify({ name, version: "1.0.0" }))
    execFileSync("pnpm", ["pack", "--out", join(folder, path)], { cwd: source, env: { PATH } })
    const sha256 = createHash("sha256").update(readFileSync(join(folder, path)))
    const tarball = { path, integrity: `sha256-${sha256.digest("base64")}` }
    return { kind: "publish", name, version: "1.0.0", access: "public", tag: "next", tarball }
  })
  writeFileSync(join(folder, "publish-plan.json"), JSON.stringify({ version: 1, plan: [releases] }))
  return folder
}

/**
 * A registry that trusts the workflow, and GitHub's token service. Stages every package except
 * `rejected`. `writes` has the requests that change something, with their tokens.
 */
async function startRegistry(rejected?: string) {
  const writes: string[] = []
  const respond = (path: string): [status: number, body: object] => {
    const name = path.split("/").at(-1)
    if (path.startsWith("/github-token")) return [200, { value: "a.e30.b" }]
    if (path.includes("/oidc/token/exchange/")) return [201, { token: `for-${name}` }]
    if (!path.startsWith("/-/stage/")) return [404, {}]
    return name === rejected ? [409, {}] : [201, { stageId: `id-of-${name}` }]
  }
  const server = createServer((request, response) => {
    const path = request.url ?? ""
    const [status, body] = respond(path)
    if (request.method !== "GET" && !path.includes("/oidc/"))
      writes.push(`${request.method} ${path} ${request.headers.authorization}`)
    request.resume().on("end", () => {
      response.writeHead(status, { "content-type": "application/json" })
      response.end(JSON.stringify(body))
    })
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, writes }
}

/** Stages as a job with `id-token: write` does: without a token of npm. */
async function stage(release: string, url: string) {
  const child = spawn(process.execPath, [script, release, "--registry", url], {
    env: {
      PATH,
      HOME: release,
      GITHUB_ACTIONS: "true",
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}github-token?job=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "job",
    },
  })
  let output = ""
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
  const [exitCode] = (await once(child, "close")) as [number]
  return { exitCode, output }
}

test("every tarball is staged with the workflow's own token, and none is published", async () => {
  const registry = await startRegistry()
  const { exitCode, output } = await stage(createRelease(), registry.url)
  expect(output).toContain("+ first-package@1.0.0 (staged with id id-of-first-package)")
  expect(output).toContain("Staged 2 packages. Approve them: pnpm stage approve <id>…")
  expect(exitCode).toBe(0)
  expect(registry.writes).toEqual(
    names.map((name) => `POST /-/stage/package/${name} Bearer for-${name}`),
  )
})

test("a rejected package does not keep the others from being staged", async () => {
  const registry = await startRegistry("first-package")
  const { exitCode, output } = await stage(createRelease(), registry.url)
  expect(output).toContain("Not staged: first-package@1.0.0.")
  expect(exitCode).toBe(1)
  expect(registry.writes.at(-1)).toContain("POST /-/stage/package/second-package")
})

test("nothing is staged if a tarball is not the one that was packed", async () => {
  const registry = await startRegistry()
  const release = createRelease()
  writeFileSync(join(release, "second-package.tgz"), "something else")
  const { exitCode, output } = await stage(release, registry.url)
  expect(output).toContain("second-package.tgz is not the tarball that was packed.")
  expect(exitCode).toBe(1)
  expect(registry.writes).toEqual([])
})
