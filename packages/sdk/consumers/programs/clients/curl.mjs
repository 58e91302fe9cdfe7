import { readFile } from "node:fs/promises"

const page = await readFile(new URL("../page.txt", import.meta.url), "utf8")
const [, method, url] = /^curl -X (\w+) (\S+)/m.exec(page)
const lines = [...page.matchAll(/^-H "([\w-]+): ([^"]+)"/gm)]

/** Returns a function that sends the request of the API page's curl example. */
export function connect(baseUrl, token) {
  const headers = lines.map(([, name, value]) => [name, value.replace("$ACCESS_TOKEN", token)])
  return async (body, key) => {
    const response = await fetch(new URL(new URL(url).pathname, baseUrl), {
      method,
      // The page requires the key, but its example does not have it.
      headers: [...headers, ["idempotency-key", key]],
      body: JSON.stringify(body),
    })
    return { status: response.status, body: await response.json() }
  }
}
