import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { servePage } from "@loop-health/example-local-stack/page-server"
import { readConfig, startService } from "@loop-health/integrations-server/node"
import { listen, startUpstreams, type JunctionSimulator } from "@loop-health/integrations-simulator"

/** The page with a server, a token issuer, and a simulated Junction. */
export interface PageStack extends AsyncDisposable {
  /** Origin of the page. */
  readonly pageUrl: string
  readonly serverUrl: string
  readonly simulator: JunctionSimulator
  /** Returns an access token for the server. */
  issueToken(): Promise<string>
}

/** The folder of the built page. */
export const builtPage = join(import.meta.dirname, "../../dist")

/** Starts the stack on free ports, with a SQLite file in a temporary folder. */
export async function startPageStack(pageFolder = builtPage): Promise<PageStack> {
  await using resources = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), "web-react-"))
  resources.defer(() => rmSync(folder, { recursive: true, force: true }))
  const upstreams = await startUpstreams({ port: 0, issuerPort: 0 })
  resources.defer(() => upstreams.close())
  // The server's CORS needs the page's origin, and the page the server's.
  const urls = { ...upstreams, serverUrl: "" }
  const page = await listen({ fetch: (request) => servePage(request, pageFolder, urls) })
  resources.defer(() => page.close())
  const { service: serviceOptions } = readConfig({
    ...upstreams.environment,
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: `sqlite:${join(folder, "ledger.sqlite")}`,
    LEDGER_SECRET: randomBytes(32).toString("base64"),
    CORS_ORIGINS: page.url,
  })
  const service = await startService(serviceOptions)
  resources.defer(() => service.close())
  urls.serverUrl = service.url
  const running = resources.move()
  return {
    pageUrl: page.url,
    serverUrl: service.url,
    simulator: upstreams.simulator,
    issueToken: () => upstreams.issuer.issue({ brand_id: "brand", user_id: "user" }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
