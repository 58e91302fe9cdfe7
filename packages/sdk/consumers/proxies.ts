import { once } from "node:events"
import { createServer, request } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { join } from "node:path"
import { installTool } from "./install.ts"
import { expectReport, placedOrders } from "./reports.ts"
import { runCommand } from "./run-command.ts"
import type { Consumer } from "./run-consumers.ts"
import { installNode, type ProgramPlace } from "./runtimes.ts"
import versions from "./versions.json" with { type: "json" }

/** A host that does not exist, so that only the proxy can reach the API. */
const host = "orders.example"

/** Consumers for each way in which the README uses a proxy. */
export function proxyConsumers(place: ProgramPlace): readonly Consumer[] {
  return versions.node.flatMap((version) => [
    ...(version.startsWith("20.")
      ? []
      : [
          {
            name: `Proxy by NODE_USE_ENV_PROXY, Node ${version}`,
            run: () => runBehindProxy(version, ["main.mjs"], place, { NODE_USE_ENV_PROXY: "1" }),
          },
        ]),
    {
      name: `Proxy by undici ${versions.undici}, Node ${version}`,
      run: async () => {
        const undici = join(await installTool("undici", versions.undici), "index.js")
        await runBehindProxy(version, ["main-undici.mjs", undici], place)
      },
    },
  ])
}

async function runBehindProxy(
  version: string,
  parameters: readonly string[],
  { project, baseUrl }: ProgramPlace,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const node = await installNode(version)
  const proxy = await startProxy(new URL(baseUrl))
  try {
    const variables = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NO_PROXY: "", no_proxy: "" }
    const result = await runCommand(node, [...parameters, `http://${host}`], {
      cwd: project,
      env: { ...variables, ...env },
    })
    expectReport(result, placedOrders)
  } finally {
    proxy.close()
  }
}

/** Starts a proxy that sends every request to the API, with and without CONNECT. */
async function startProxy({ hostname, port }: URL) {
  const proxy = createServer((received, response) => {
    const { method, headers, url = "" } = received
    const { pathname: path } = new URL(url)
    const sent = request({ host: hostname, port, method, path, headers }, (returned) => {
      response.writeHead(returned.statusCode ?? 502, returned.headers)
      returned.pipe(response)
    })
    received.pipe(sent)
  })
  proxy.on("connect", (_request, client, head: Buffer) => {
    const api = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n")
      api.write(head)
      api.pipe(client).pipe(api)
    })
    for (const [one, other] of [
      [api, client],
      [client, api],
    ] as const) {
      one.on("error", () => other.destroy())
    }
  })
  proxy.listen(0, "127.0.0.1")
  await once(proxy, "listening")
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: () => {
      proxy.close()
      proxy.closeAllConnections()
    },
  }
}
