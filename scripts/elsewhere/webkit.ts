import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findFreePort } from "../../packages/server/test/support/free-port.ts"
import { startCommand } from "../start-command.ts"
import { jsonFunction, readOutcome, type Browser } from "./browser.ts"
import { browserPart } from "./browser-part.ts"
import { findMissingCommands } from "./find-command.ts"

/** The SDK and the ordering page in WebKit, by its WebDriver. */
export const webkit = browserPart({
  name: "webkit",
  findMissing: () => findMissingCommands({ WebKitWebDriver: "webkit2gtk-driver", Xvfb: "xvfb" }),
  start: startWebkit,
})

async function startWebkit(): Promise<Browser> {
  await using resources = new AsyncDisposableStack()
  const home = mkdtempSync(join(tmpdir(), "webkit-"))
  resources.defer(() => rmSync(home, { recursive: true, force: true }))
  // WebKitGTK has no headless mode.
  const display = ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
  const screen = resources.use(await startCommand("Xvfb", display, /^(\d+)\n/m))
  const env = { DISPLAY: `:${screen.match[1]}`, GDK_BACKEND: "x11", HOME: home }
  const port = await findFreePort()
  const command = `echo started; exec WebKitWebDriver --port=${port}`
  resources.use(await startCommand("sh", ["-c", command], /^started\n/, { env }))
  const send = await connect(`http://127.0.0.1:${port}`)

  const { sessionId, capabilities } = (await send("POST", "/session", { capabilities: {} })) as {
    readonly sessionId: string
    readonly capabilities: { readonly browserVersion: string }
  }
  const session = `/session/${sessionId}`
  resources.defer(async () => void (await send("DELETE", session)))
  const owned = resources.move()
  return {
    version: `WebKitGTK ${capabilities.browserVersion}`,
    async open(url) {
      await send("POST", `${session}/url`, { url })
    },
    async call(asyncFunction, callArgs) {
      const script = `(${jsonFunction(asyncFunction)})(arguments[0]).then(arguments[1])`
      const body = { script, args: [JSON.stringify(callArgs)] }
      return readOutcome((await send("POST", `${session}/execute/async`, body)) as string)
    },
    async perform(actions) {
      await send("POST", `${session}/actions`, { actions })
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Waits until a WebDriver listens. Returns a function that sends it a command. */
async function connect(url: string) {
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as { readonly value: unknown }
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`)
    return value
  }
  // The driver prints nothing when it listens.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send("GET", "/status")
      return send
    } catch (error) {
      if (attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
