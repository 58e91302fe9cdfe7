// Serves the mocks over HTTP, and the page and its script from the same origin.
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { buffer } from "node:stream/consumers"
import process from "node:process"
import { createMockFetch } from "@loop-health/integrations-mocks"

const [pageScript] = process.argv.slice(2)
const mock = createMockFetch()

const server = createServer(async (request, response) => {
  if (request.url === "/page") {
    response.setHeader("content-type", "text/html")
    response.end('<!doctype html><script type="module" src="/page.js"></script>')
    return
  }
  if (request.url === "/page.js") {
    response.setHeader("content-type", "text/javascript")
    response.end(await readFile(pageScript))
    return
  }
  const body = await buffer(request)
  const mocked = await mock(
    new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method,
      headers: Object.entries(request.headers),
      ...(body.length > 0 ? { body } : {}),
    }),
  )
  response.writeHead(mocked.status, [...mocked.headers].flat())
  response.end(Buffer.from(await mocked.arrayBuffer()))
})

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`))
