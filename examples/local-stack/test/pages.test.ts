import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { createPages } from "../src/pages.ts"

const targets = { serverUrl: "http://127.0.0.1:8787", issuerUrl: "", junctionUrl: "" }

/** Creates pages that a program builds in a temporary folder. */
function createSite(program: string) {
  const root = mkdtempSync(join(tmpdir(), "pages-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, "dist")
  mkdirSync(`${folder}-private`)
  writeFileSync(join(`${folder}-private`, "index.html"), "private")
  const source = { folder, command: ["-e", program, folder] }
  const site = createPages(() => targets, { page: source, docs: source })
  onTestFinished(site.close)
  return (path: string) => site.fetch(new Request(`http://127.0.0.1${path}`))
}

const build = `
  const { mkdirSync, writeFileSync } = require("node:fs")
  const folder = process.argv[1]
  mkdirSync(folder + "/errors", { recursive: true })
  writeFileSync(folder + "/index.html", "<h1>Lab orders</h1>")
  writeFileSync(folder + "/errors/index.html", "<h1>Errors</h1>")
  writeFileSync(folder + "/site.css", "body {}")
`

test("the first visit builds the site, and the page reloads until the build ends", async () => {
  const visit = createSite(build)
  const first = await visit("/docs/")
  expect(first.headers.get("refresh")).toBe("1")
  expect(await first.text()).toContain("Building the docs")
  await expect.poll(async () => (await visit("/docs/")).text()).toBe("<h1>Lab orders</h1>")

  const page = await visit("/docs/errors/")
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
  expect((await visit("/docs/site.css")).headers.get("content-type")).toBe(
    "text/css; charset=utf-8",
  )
  for (const path of ["no/", "errors", "..%2fdist-private%2findex.html", "%", "%00"]) {
    expect((await visit(`/docs/${path}`)).status).toBe(404)
  }
  expect((await visit("/docs")).headers.get("location")).toBe("/docs/")
})

test("the ordering page is built separately, and gets the address of the API", async () => {
  const visit = createSite(build)
  expect((await visit("/")).headers.get("refresh")).toBe("1")
  await expect.poll(async () => (await visit("/")).text()).toBe("<h1>Lab orders</h1>")
  expect(await (await visit("/config.json")).json()).toEqual({ serverUrl: targets.serverUrl })
  expect((await visit("/docs/")).headers.get("refresh")).toBe("1")
})

test("a failed build shows its output, and the next visit starts another build", async () => {
  const visit = createSite('process.exit(console.error("no network") ?? 1)')
  await visit("/docs/")
  await expect.poll(async () => (await visit("/docs/")).status).toBe(500)
  expect((await visit("/docs/")).headers.get("refresh")).toBe("1")
  await expect.poll(async () => (await visit("/docs/")).text()).toContain("no network")
})
