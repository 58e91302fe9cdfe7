import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { listen } from "@loop-health/integrations-simulator"
import { verifyContract } from "../../../src/verify/verify-contract.ts"
import { readContract } from "../support/contract.ts"
import { createCorrectServer, type Service } from "../support/correct-server.ts"
import { issueToken } from "../support/tokens.ts"
import { parse, type Fault } from "./fault.ts"

/** Version of `@stoplight/prism-cli`. */
export const version = "5.16.0"
const document = fileURLToPath(
  import.meta.resolve("@loop-health/integrations-contract/openapi.json"),
)

/** One violation in Prism's response header `sl-violations`. */
interface Violation {
  readonly location: readonly string[]
  readonly code?: string | number
}

/** Prism's proxy in front of a service of the tests. */
export interface Prism extends AsyncDisposable {
  /**
   * Sends the requests of the fault's groups through the proxy. Resolves with true if Prism reports
   * what it does not report for the correct server: a violation of a response, a violation of a
   * request that the server accepted, or an error of its own.
   */
  finds(fault: Fault): Promise<boolean>
}

/** Installs Prism in a temporary folder and starts its proxy. Requires a package registry. */
export async function startPrism(): Promise<Prism> {
  await using resources = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), "prism-"))
  resources.defer(() => rm(folder, { recursive: true, force: true }))
  const install = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"]
  await promisify(execFile)("npm", [...install, `@stoplight/prism-cli@${version}`])

  let service: Service = createCorrectServer()
  const upstream = await listen({ fetch: async (request) => service(request) })
  resources.defer(() => upstream.close())
  const port = await findFreePort()
  const cli = join(folder, "node_modules/@stoplight/prism-cli/dist/index.js")
  const args = ["proxy", document, upstream.url, "--port", String(port), "--verboseLevel", "silent"]
  const proxy = spawn(process.execPath, [cli, ...args], { stdio: "ignore" })
  resources.defer(async () => {
    proxy.kill("SIGKILL")
    if (proxy.exitCode === null && proxy.signalCode === null) await once(proxy, "exit")
  })
  const url = `http://127.0.0.1:${port}`
  await waitUntilListening(url)

  const violationsOf = async (tested: Service, groups: readonly Fault["group"][]) => {
    service = tested
    const violations = new Set<string>()
    const fetch = async (request: Request): Promise<Response> => {
      const response = await globalThis.fetch(await redirect(request, url))
      for (const text of describeViolations(request, response)) violations.add(text)
      return response
    }
    await verifyContract({
      contract: await readContract(),
      fetch,
      seed: 1,
      timeoutMs: 10_000,
      maxDurationMs: 60_000,
      groups,
      token: issueToken(),
      otherToken: issueToken({ sub: "user_b" }),
      getToken: async (claims) => issueToken(claims),
    })
    return violations
  }

  const correct = new Map<string, ReadonlySet<string>>()
  const running = resources.move()
  return {
    async finds({ create, group, checkedBy = group }) {
      const groups = [...new Set([group, checkedBy])]
      const key = groups.join()
      const known = correct.get(key) ?? (await violationsOf(createCorrectServer(), groups))
      correct.set(key, known)
      return [...(await violationsOf(create(), groups))].some((text) => !known.has(text))
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function redirect(request: Request, url: string): Promise<Request> {
  const { pathname, search } = new URL(request.url)
  const { method, headers } = request
  const body = request.body === null ? undefined : await request.arrayBuffer()
  // Prism sends no response to a body that is not JSON, so the request gets little time.
  const isJson = body === undefined || parse(new Uint8Array(body)) !== undefined
  const signal = isJson
    ? request.signal
    : AbortSignal.any([request.signal, AbortSignal.timeout(300)])
  const init = { method, headers, signal, ...(body === undefined ? {} : { body }) }
  return new Request(new URL(`${pathname}${search}`, url), init)
}

function describeViolations(request: Request, response: Response): readonly string[] {
  // Prism's own error, for example after a response that is not JSON.
  // terms: allow problem, a media type
  if (response.headers.get("content-type") === "application/problem+json") {
    return [`${response.status} of Prism`]
  }
  const violations = JSON.parse(response.headers.get("sl-violations") ?? "[]") as Violation[]
  // Prism rejects the scheme "bearer", which the correct server accepts.
  const [scheme = ""] = (request.headers.get("authorization") ?? "").split(" ")
  return violations
    .filter(({ location }) => location[0] === "response" || response.ok)
    .map(({ location, code = "" }) => `${response.status} ${scheme} ${location.join("/")} ${code}`)
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return typeof address === "object" && address !== null ? address.port : 0
}

async function waitUntilListening(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    try {
      await globalThis.fetch(url)
      return
    } catch {
      await sleep(100)
    }
  }
  throw new Error("Prism's proxy did not start within 30 s.")
}
