import assert from "node:assert/strict"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { patient } from "../../examples/web-react/test/support/patient.ts"
import { startCommand } from "../start-command.ts"
import { click, type, waitFor, type Browser } from "./browser.ts"
import type { Part, PartTools } from "./run-parts.ts"

/** A browser, as a part of the checks. */
export interface BrowserPart extends Pick<Part, "name" | "findMissing"> {
  start(this: void): Promise<Browser>
}

const root = join(import.meta.dirname, "../..")

/** Creates the part that checks the SDK and the ordering page in a browser. */
export function browserPart({ name, findMissing, start }: BrowserPart): Part {
  return {
    name,
    findMissing,
    async run({ check, note }) {
      await using browser = await start()
      note(browser.version)
      await checkSdk(browser, check)
      await check("a person orders a panel on the page of the local stack", () =>
        orderOnPage(browser),
      )
    },
  }
}

/** Calls the built SDK in the browser, with the mocks' port as its API. */
async function checkSdk(browser: Browser, check: PartTools["check"]): Promise<void> {
  const mocks = [join(root, "packages/mocks/dist/cli.js"), "--port", "0"]
  await using api = await startCommand(process.execPath, mocks, /lab-ordering API: (\S+)\n/)
  await using page = await servePage()
  await browser.open(page.url)
  const url = api.match[1] ?? ""
  const control = async (path: string, body?: object) => {
    const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
    const response = await fetch(`${url}/__mock/${path}`, options)
    return (await response.json()) as { readonly orders: object[]; readonly calls: Call[] }
  }
  const checkCall = (
    title: string,
    name: string,
    scenarios: readonly Scenario[],
    expected: Expected,
  ) =>
    check(title, async () => {
      await control("reset", {})
      await control("next", scenarios)
      const result = await browser.call("(name, url) => calls[name](url)", [name, url])
      const { calls } = await control("calls")
      const { length: orders } = (await control("orders")).orders
      const keys = new Set(calls.map(({ key }) => key)).size
      const received = { requests: calls.length, keys, orders }
      assert.deepEqual({ ...(result as object), ...received }, { keys: 1, ...expected })
    })

  const created = { kind: "created", outcome: "created", hasRequestId: true, orders: 1 }
  await checkCall("an order is created", "create", [], { ...created, requests: 1 })
  await checkCall("a 400 names the field", "createInvalid", [], {
    kind: "validation",
    outcome: "not_created",
    paths: ["/patient/dob"],
    hasRequestId: true,
    requests: 1,
    orders: 0,
  })
  // Firefox resends a request itself if a connection that it used before is reset.
  await checkCall("after two lost responses, a retry finds the order", "create", [lost, lost], {
    ...created,
    requests: 3,
  })
  await checkCall("an aborted call has an unknown outcome", "abort", [{ scenario: "loading" }], {
    kind: "aborted",
    outcome: "unknown",
    hasRequestId: false,
    requests: 1,
    orders: 1,
  })
  const expired = [{ scenario: "token_expired" }]
  await checkCall("a 401 refreshes the token once", "refreshToken", expired, {
    ...created,
    requests: 2,
    refreshed: [false, true],
  })
}

interface Scenario {
  readonly scenario: string
}

const lost: Scenario = { scenario: "connection_lost" }

interface Call {
  readonly key: string | null
}

type Expected = Readonly<Record<string, unknown>>

/** Serves an empty page with the built SDK and the calls of `sdk-page.js`. */
async function servePage(): Promise<AsyncDisposable & { readonly url: string }> {
  const script = (path: string) => [readFileSync(join(root, path)), "text/javascript"] as const
  const files = new Map<string, readonly [Buffer | string, string]>([
    ["/", ['<!doctype html><script type="module" src="/sdk-page.js"></script>', "text/html"]],
    ["/sdk-page.js", script("scripts/elsewhere/sdk-page.js")],
    ["/sdk.js", script("packages/sdk/dist/index.js")],
  ])
  const server = createServer(({ url = "" }, response) => {
    const [content, type] = files.get(url) ?? []
    if (type === undefined) response.writeHead(404).end()
    else response.setHeader("content-type", type).end(content)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}

const findField = `(label) =>
  [...document.querySelectorAll("label")]
    .find(({ textContent }) => textContent.startsWith(label)).control`

/** As WebDriver's Element Send Keys, which sets the value of a date input (section 12.5.3). */
const setDate = `async (label, text) => {
  const field = (${findField})(label)
  // React replaces the setter of the element itself.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text)
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }))
}`

/** Orders with mouse and keyboard on the page that `npm start` serves. */
async function orderOnPage(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ordering-page-"))
  try {
    await using stack = await startLocalStack(folder)
    await browser.open(`${stack.pagesUrl}/`)
    await waitFor(browser, `async () => document.querySelector("form") !== null`)
    await click(browser, findField, "Hormones and metabolism")
    for (const [label, text] of Object.entries(patient)) {
      await click(browser, findField, label)
      if (label === "Date of birth") await browser.call(setDate, [label, text])
      else await type(browser, text)
    }
    await click(browser, `() => document.querySelector("button[type=submit]")`)
    await waitFor(
      browser,
      `async () => document.querySelector("h1")?.textContent === "Order placed"`,
    )
    const stored = await browser.call(
      "async () => [sessionStorage.length, localStorage.length]",
      [],
    )
    assert.deepEqual(stored, [0, 0], "the page stores nothing")
    const orders = await stack.listOrders()
    // The local stack places the first one.
    assert.equal(orders.length, 2, "number of orders at Junction")
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts the local stack as `npm start` does, on free ports. */
async function startLocalStack(folder: string) {
  const ports = { PORT: "0", ISSUER_PORT: "0", JUNCTION_PORT: "0", PAGES_PORT: "0" }
  const source = "examples/local-stack/src"
  const stack = await startCommand(
    process.execPath,
    ["--import", `./${source}/use-sources.ts`, `${source}/main.ts`],
    /^ {2}Junction +(\S+)[^]*^ {2}pages +(\S+)[^]*Press Ctrl-C/m,
    { cwd: root, env: { ...ports, DATA_DIR: folder, NO_COLOR: "1" } },
  )
  const [, junctionUrl = "", pagesUrl = ""] = stack.match
  return {
    ...stack,
    pagesUrl,
    async listOrders() {
      const response = await fetch(`${junctionUrl}/__simulator/orders`)
      return ((await response.json()) as { readonly orders: readonly object[] }).orders
    },
  }
}
