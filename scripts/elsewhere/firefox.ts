import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startCommand } from "../start-command.ts"
import { jsonFunction, readOutcome, type Browser } from "./browser.ts"
import { browserPart } from "./browser-part.ts"
import { findCommand } from "./find-command.ts"

const find = () => findCommand("firefox-esr", "firefox")

/** The SDK and the ordering page in Firefox, by the WebDriver BiDi that is built into it. */
export const firefox = browserPart({
  name: "firefox",
  findMissing: () => (find() === undefined ? ["firefox (apt-get install firefox-esr)"] : []),
  start: startFirefox,
})

async function startFirefox(): Promise<Browser> {
  await using resources = new AsyncDisposableStack()
  const profile = mkdtempSync(join(tmpdir(), "firefox-"))
  resources.defer(() => rmSync(profile, { recursive: true, force: true }))
  const args = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile]
  const ready = /WebDriver BiDi listening on (ws:\S+)/
  const running = await startCommand(find() ?? "firefox", args, ready, { env: { HOME: profile } })
  resources.use(running)
  const { send, close } = await connect(`${running.match[1]}/session`)
  resources.defer(close)

  const { capabilities } = (await send("session.new", { capabilities: {} })) as {
    readonly capabilities: { readonly browserVersion: string }
  }
  const { contexts } = (await send("browsingContext.getTree", {})) as {
    readonly contexts: readonly [{ readonly context: string }]
  }
  const { context } = contexts[0]
  const owned = resources.move()
  return {
    version: `Firefox ${capabilities.browserVersion}`,
    async open(url) {
      await send("browsingContext.navigate", { context, url, wait: "complete" })
    },
    async call(asyncFunction, callArgs) {
      const { result } = (await send("script.callFunction", {
        functionDeclaration: jsonFunction(asyncFunction),
        arguments: [{ type: "string", value: JSON.stringify(callArgs) }],
        target: { context },
        awaitPromise: true,
      })) as { readonly result: { readonly value: string } }
      return readOutcome(result.value)
    },
    async perform(actions) {
      await send("input.performActions", { context, actions })
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

interface Message {
  readonly id?: number
  readonly type: string
  readonly result?: unknown
  readonly message?: string
}

/** Connects to a browser's WebSocket. `send` rejects if the browser responds with an error. */
async function connect(url: string) {
  const socket = new WebSocket(url)
  await once(socket, "open")
  const waiting = new Map<number, (message: Message) => void>()
  const closed = once(socket, "close").then((): Message => {
    return { type: "error", message: "Firefox closed the connection." }
  })
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message)
  })
  let lastId = 0
  const send = async (method: string, params: object): Promise<unknown> => {
    const id = ++lastId
    const received = new Promise<Message>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params }))
    const { type, result, message } = await Promise.race([received, closed])
    waiting.delete(id)
    if (type === "error") throw new Error(`${method}: ${message}`)
    return result
  }
  return { send, close: () => socket.close() }
}
