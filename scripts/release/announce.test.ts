import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"

const script = join(import.meta.dirname, "announce.ts")

/** Runs the script with commands that know these published and announced versions. */
function announce(published: readonly string[], announced: readonly string[] = []) {
  const root = mkdtempSync(join(tmpdir(), "announce-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const plan = ["first", "second"].map((name) => ({ name: `@a/${name}`, version: "1.1.0" }))
  write("release/publish-plan.json", JSON.stringify({ version: 1, plan: [plan] }))
  for (const { name } of plan) {
    const folder = name.replace("@a/", "packages/")
    write(`${folder}/package.json`, JSON.stringify({ name }))
    write(
      `${folder}/CHANGELOG.md`,
      `# ${name}\n\n## 1.1.0\n\n- Adds a field of ${name}.\n\n## 1.0.0\n\n- First.\n`,
    )
  }
  const command = (name: string, body: string) => {
    write(`bin/${name}`, `#!${process.execPath}\nconst args = process.argv.slice(2)\n${body}\n`)
    chmodSync(join(root, "bin", name), 0o755)
  }
  command("npm", `process.exitCode = ${JSON.stringify(published)}.includes(args[1]) ? 0 : 1`)
  command(
    "gh",
    `if (args[1] === "view") process.exit(${JSON.stringify(announced)}.includes(args[2]) ? 0 : 1)
     require("node:fs").appendFileSync("created.txt", JSON.stringify(args) + "\\n")`,
  )
  const { status, stderr } = spawnSync(process.execPath, [script, "release"], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: [join(root, "bin"), process.env["PATH"]].join(delimiter), GITHUB_SHA: "abc" },
  })
  let created = ""
  try {
    created = readFileSync(join(root, "created.txt"), "utf8")
  } catch {
    // No release was created.
  }
  return { status, stderr, created: created.split("\n").filter((line) => line !== "") }
}

const both = ["@a/first@1.1.0", "@a/second@1.1.0"]

test("each package gets a tag and a release with its changes and its SBOM", () => {
  const { status, created } = announce(both)
  expect(status).toBe(0)
  const argsOf = (name: string) =>
    `release create @a/${name}@1.1.0 release/sbom/a-${name}-1.1.0.cdx.json` +
    ` --title @a/${name}@1.1.0 --target abc --notes - Adds a field of @a/${name}.`
  const commands = created.map((line) => (JSON.parse(line) as readonly string[]).join(" "))
  expect(commands).toEqual([argsOf("first"), argsOf("second")])
})

test("nothing is announced before every package is on npm", () => {
  const { status, stderr, created } = announce(["@a/first@1.1.0"])
  expect(stderr).toContain("Approve these packages on npm first: @a/second@1.1.0.")
  expect(status).toBe(1)
  expect(created).toEqual([])
})

test("a second run announces only what the first one did not", () => {
  const { status, created } = announce(both, ["@a/first@1.1.0"])
  expect(status).toBe(0)
  expect(created).toHaveLength(1)
})
