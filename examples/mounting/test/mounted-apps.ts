import { once } from "node:events"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { serve as serveHono } from "@hono/node-server"
import { createHandler, createMemoryLedger } from "@loop-health/integrations-server"
import { createHashing } from "@loop-health/integrations-server/node"
import { createExpressApp } from "../src/express.ts"
import { createFastifyApp } from "../src/fastify.ts"
import { createHonoApp } from "../src/hono.ts"
import { startNextApp } from "./next-app.ts"
import type { startUpstreams } from "./upstreams.ts"

type Upstreams = Awaited<ReturnType<typeof startUpstreams>>

interface MountedApp {
  readonly url: string
  close(): Promise<void>
}

/** Functions that start each app of the example with upstreams. */
export const startApp = {
  Express: (upstreams: Upstreams) =>
    listening(createExpressApp(createService(upstreams)).listen(0, "127.0.0.1")),
  Fastify: async (upstreams: Upstreams) => {
    const app = createFastifyApp(createService(upstreams))
    const url = await app.listen({ port: 0, host: "127.0.0.1" })
    return { url, close: () => app.close() }
  },
  Hono: (upstreams: Upstreams) => {
    const { fetch } = createHonoApp(createService(upstreams))
    // Without an HTTP/2 option, this is a node:http server.
    return listening(serveHono({ fetch, port: 0, hostname: "127.0.0.1" }) as Server)
  },
  Next: ({ environment }: Upstreams) => startNextApp(environment),
} satisfies Record<string, (upstreams: Upstreams) => Promise<MountedApp>>

/** Creates a handler in this process. */
export function createService({ parts }: Upstreams) {
  const hashing = createHashing(new Uint8Array(32))
  return createHandler({ ledger: createMemoryLedger(), hashing, ...parts() })
}

/** Resolves when a server listens. */
export async function listening(server: Server): Promise<MountedApp> {
  if (!server.listening) await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
