import { once } from "node:events"
import fs, { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test, vi } from "vitest"
import { createDocs } from "../src/node/http/docs.ts"
import { serve } from "../src/node/index.ts"
import { createDeployment, temporaryFolder } from "./deployment.ts"

/** A built site beside a file that is not part of it, served. */
async function startDocs() {
  const folder = temporaryFolder()
  const site = join(folder, "site")
  mkdirSync(join(site, "guide"), { recursive: true })
  writeFileSync(join(folder, "secret.txt"), "out of bounds")
  writeFileSync(join(site, ".env"), "out of bounds")
  writeFileSync(join(site, "index.html"), "<h1>Docs</h1>")
  writeFileSync(join(site, "guide/index.html"), "<h1>Guide</h1>")
  writeFileSync(join(site, "openapi.json"), '{"openapi":"3.1.0"}')
  const { start, send } = await createDeployment()
  const { url } = await start({ DOCS_DIR: site })
  return { url, site, send }
}

/** Sends a path as it is: fetch would tidy it up. */
async function getRaw(url: string, path: string, ...headers: string[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).setEncoding("utf8")
  onTestFinished(() => void socket.destroy())
  let answer = ""
  socket.on("data", (text: string) => (answer += text))
  const lines = [`GET ${path} HTTP/1.1`, "host: localhost", "connection: close", ...headers]
  socket.write(`${lines.join("\r\n")}\r\n\r\n`)
  await once(socket, "end")
  return answer
}

const outside = [
  "/docs/../secret.txt",
  "/docs/guide/../../secret.txt",
  "/docs/%2e%2e/secret.txt",
  "/docs/%2e%2e%2fsecret.txt",
  "/docs/..%5csecret.txt",
  "/docs//../secret.txt",
  "/docs/.env",
  "/docs/%2eenv",
  "/docs/index.html%00.txt",
  "/docs/%",
  "/docs/none.html",
  "/docs/none/",
  "/docsindex.html",
  "/docs../secret.txt",
]

test("what is not in the folder, or has a name with a dot before it, is nothing", async () => {
  const { url } = await startDocs()
  for (const path of outside) {
    const answer = await getRaw(url, path)
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(answer).toContain('"error":"not_found"')
    expect(answer).not.toContain("out of bounds")
    expect(answer).not.toMatch(/^(etag|last-modified|location):/im)
  }
})

test("a folder is served under /docs/ with its types, and redirects lead to folders", async () => {
  const { url } = await startDocs()
  const index = await fetch(`${url}/docs/`)
  expect(index.headers.get("content-type")).toBe("text/html; charset=utf-8")
  expect(index.headers.get("x-content-type-options")).toBe("nosniff")
  expect(await index.text()).toBe("<h1>Docs</h1>")
  const etag = index.headers.get("etag") ?? ""
  expect(await getRaw(url, "/docs/", `if-none-match: ${etag}`)).toMatch(/^HTTP\/1\.1 304 /)

  expect(await (await fetch(`${url}/docs?from=mail`)).text()).toBe("<h1>Docs</h1>")
  const guide = await fetch(`${url}/docs/guide`)
  expect(guide.url).toBe(`${url}/docs/guide/`)
  expect(await guide.text()).toBe("<h1>Guide</h1>")
  const elsewhere = await getRaw(url, "/docs//guide")
  expect(elsewhere).toMatch(/^location: \/docs\/\/guide\/\r$/im)
  const json = await fetch(`${url}/docs/openapi.json`, { method: "HEAD" })
  expect(json.headers.get("content-type")).toContain("application/json")
})

test("a range that the file does not have ends no process", async () => {
  const { url } = await startDocs()
  for (const range of ["bytes=5-2", "bytes=-", "bytes=abc", "bytes=999999-", "bytes=0-1,3-4"]) {
    expect(await getRaw(url, "/docs/", `range: ${range}`)).toMatch(/^HTTP\/1\.1 (200|206|416) /)
  }
  expect(await getRaw(url, "/docs/", 'if-match: "other"')).toMatch(/^HTTP\/1\.1 412 /)
  expect(await getRaw(url, "/docs/", "range: bytes=1-2")).toMatch(/^HTTP\/1\.1 206 [^]*h1$/)
})

test("files that have gone, folders in the place of files, and loops end no process", async () => {
  const { url, site } = await startDocs()
  rmSync(join(site, "index.html"))
  mkdirSync(join(site, "index.html"))
  symlinkSync(join(site, "loop"), join(site, "loop"))
  // On Linux a file that can be opened and not be read.
  symlinkSync("/proc/self/mem", join(site, "unreadable.bin"))
  for (const path of ["/docs/", "/docs/loop", "/docs/index.html/", "/docs/unreadable.bin"]) {
    const { status, headers } = await fetch(url + path)
    expect(status).toBe(404)
    expect(headers.get("etag")).toBe(null)
  }
  rmSync(site, { recursive: true })
  expect((await fetch(`${url}/docs/openapi.json`)).status).toBe(404)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})

test("other methods and the contract's own paths are the handler's", async () => {
  const { url, send } = await startDocs()
  const post = await fetch(`${url}/docs/`, { method: "POST", body: "x" })
  expect(post.status).toBe(404)
  expect(await send(url, "key")).toMatchObject({ status: 201 })
  expect((await fetch(`${url}/v1/labs/orders`)).status).toBe(405)
})

test("whoever asks for many files at once and leaves without reading leaves no file open", async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "large.bin"), Buffer.alloc(16 * 1024 * 1024))
  const docs = await createDocs(folder)
  const opened = vi.spyOn(fs, "createReadStream")
  onTestFinished(() => opened.mockRestore())
  let asked = 0
  const server = await serve(async () => ({ status: 404, headers: {}, body: "" }), {
    port: 0,
    before: (message, response, next) => {
      docs(message, response, next)
      asked += 1
    },
  })
  onTestFinished(() => server.close())
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname).pause()
  socket.write("GET /docs/large.bin HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(20))
  await expect.poll(() => asked).toBe(20)
  await expect.poll(() => opened.mock.results).not.toEqual([])
  socket.destroy()
  await expect
    .poll(() => opened.mock.results.map(({ value }) => (value as fs.ReadStream).closed))
    .toEqual([true])
})
