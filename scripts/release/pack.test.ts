import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"

const repository = join(import.meta.dirname, "../..")
const PATH = [
  join(repository, "scripts/tools/node_modules/.bin"),
  join(repository, "node_modules/.bin"),
  process.env["PATH"],
].join(delimiter)

/** A workspace with these versions, and a registry that has version 1.0.0 of each package. */
async function createWorkspace(versions: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "pack-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const registry = createServer((request, response) => {
    const name = request.url?.slice(1)
    const manifest = { name, version: "1.0.0", dist: { tarball: "http://127.0.0.1/" } }
    const body = { name, "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": manifest } }
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body))
  }).listen(0, "127.0.0.1")
  await once(registry, "listening")
  onTestFinished(() => void registry.close())

  const write = (path: string, content: string | object) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content))
  }
  const { port } = registry.address() as AddressInfo
  write(".npmrc", `registry=http://127.0.0.1:${port}/\n`)
  write("package.json", { private: true, type: "module" })
  write("pnpm-workspace.yaml", "packages: [packages/*]\n")
  write(".changeset/config.json", { access: "public", format: false })
  for (const [name, version] of Object.entries(versions)) {
    write(`packages/${name}/package.json`, { name, version })
  }
  cpSync(join(import.meta.dirname, "pack.ts"), join(root, "scripts/release/pack.ts"))
  execFileSync("pnpm", ["install", "--offline"], { cwd: root, env: { ...process.env, PATH } })
  write(".gitignore", "node_modules\npacked\n")
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], {
      cwd: root,
    })
  git("init", "--quiet")
  git("add", ".")
  git("commit", "--quiet", "--message", "first")
  return {
    write,
    exists: (path: string) => existsSync(join(root, path)),
    /** Runs pack.ts. Returns its exit code, its output, and the packed versions with their tags. */
    async pack(...options: readonly string[]) {
      const args = ["scripts/release/pack.ts", "packed", ...options]
      const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, PATH } })
      let output = ""
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
      child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
      const [exitCode] = (await once(child, "close")) as [number]
      const plan = join(root, "packed/publish-plan.json")
      const releases = existsSync(plan)
        ? (
            JSON.parse(readFileSync(plan, "utf8")) as {
              plan: { name: string; version: string; tag: string }[][]
            }
          ).plan.flat()
        : []
      const packed = releases.map(({ name, version, tag }) => `${name}@${version} ${tag}`)
      return { exitCode, output, packed: packed.sort() }
    },
  }
}

test("a release has the versions that npm does not have, each with an SBOM", async () => {
  const workspace = await createWorkspace({ first: "1.1.0", second: "1.0.0" })
  expect(await workspace.pack()).toMatchObject({ exitCode: 0, packed: ["first@1.1.0 latest"] })
  expect(workspace.exists("packed/packages/first-1.1.0.tgz")).toBe(true)
  expect(workspace.exists("packed/sbom/first-1.1.0.cdx.json")).toBe(true)
})

test("a snapshot has its own npm tag, and none of the other new versions", async () => {
  const workspace = await createWorkspace({ first: "0.0.0-next-20260101000000", second: "1.1.0" })
  const { exitCode, packed } = await workspace.pack("--tag", "next")
  expect(packed).toEqual(["first@0.0.0-next-20260101000000 next"])
  expect(exitCode).toBe(0)
})

test("a snapshot cannot have the tag that npm installs by default", async () => {
  const workspace = await createWorkspace({ first: "0.0.0-latest-20260101000000" })
  const { exitCode, output } = await workspace.pack("--tag", "latest")
  expect(output).toBe("The tag of a snapshot cannot be latest. Choose another one, such as next.\n")
  expect(exitCode).toBe(1)
})

test("a rehearsal has every package, also those on npm", async () => {
  const workspace = await createWorkspace({ first: "1.1.0", second: "1.0.0" })
  workspace.write(".changeset/one.md", `---\nfirst: minor\n---\n\nAdds a field.\n`)
  const { packed } = await workspace.pack("--all")
  expect(packed).toEqual(["first@1.1.0 latest", "second@1.0.0 latest"])
})

test("changesets without versions, and versions that npm has, are not released", async () => {
  const workspace = await createWorkspace({ first: "1.0.0" })
  const nothing = await workspace.pack()
  expect(nothing).toMatchObject({ exitCode: 1, packed: [] })
  expect(nothing.output).toContain("npm has every version. Run `npm run version` first.")
  workspace.write(".changeset/one.md", `---\nfirst: minor\n---\n\nAdds a field.\n`)
  const pending = await workspace.pack()
  expect(pending.exitCode).toBe(1)
  expect(pending.output).toContain("Run `npm run version` and commit the result first.")
})

test("uncommitted changes are not released", async () => {
  const workspace = await createWorkspace({ first: "1.1.0" })
  workspace.write("packages/first/index.js", "")
  const { exitCode, output } = await workspace.pack()
  expect(output).toContain("Commit or remove these changes first:\n?? packages/first/index.js")
  expect(exitCode).toBe(1)
  expect(workspace.exists("packed")).toBe(false)
})

test("nothing is left if a step fails", async () => {
  const workspace = await createWorkspace({ first: "1.1.0" })
  workspace.write(".changeset/config.json", "{")
  const { exitCode, output } = await workspace.pack("--all")
  expect(output).toMatch(/\nNothing was packed\.\n$/)
  expect(exitCode).toBe(1)
  expect(workspace.exists("packed")).toBe(false)
})

test("a folder that is not an earlier result is not deleted", async () => {
  const workspace = await createWorkspace({ first: "1.1.0" })
  workspace.write("packed/notes.txt", "keep")
  expect(await workspace.pack()).toMatchObject({ exitCode: 1 })
  expect(workspace.exists("packed/notes.txt")).toBe(true)
})
