import { once } from "node:events"
import { mkdir, writeFile } from "node:fs/promises"
import type { Server } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { installTool } from "../../packages/sdk/consumers/install.ts"

/** A registry on this machine, for the packages of one scope. */
export interface LocalRegistry extends AsyncDisposable {
  readonly url: string
  /** Text of an .npmrc that installs the scope from this registry, and other packages as before. */
  readonly npmrc: string
  /** Path of an .npmrc that publishes the scope to this registry, and has no other credentials. */
  readonly userConfig: string
}

/** The part of Verdaccio's API that this module uses. */
interface Verdaccio {
  runServer(configFile: string): Promise<Server>
}

const scope = "@loop-health"

/**
 * Starts a registry on a free port, with its data in `folder`. This registry never contacts another
 * one.
 */
export async function startLocalRegistry(folder: string): Promise<LocalRegistry> {
  const verdaccio = await installTool("verdaccio", "6.10.4", { "node-fetch": "2.7.0" })
  await mkdir(folder, { recursive: true })
  const configFile = join(folder, "config.yaml")
  const config = {
    storage: join(folder, "storage"),
    uplinks: {},
    packages: { [`${scope}/*`]: { access: "$all", publish: "$all" } },
    auth: { htpasswd: { file: join(folder, "htpasswd"), max_users: -1 } },
    web: { enable: false },
    log: { type: "file", path: join(folder, "registry.log"), format: "json", level: "warn" },
  }
  // JSON is YAML.
  await writeFile(configFile, JSON.stringify(config))
  const { runServer } = createRequire(import.meta.url)(verdaccio) as Verdaccio
  const server = await runServer(configFile)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const npmrc = `${scope}:registry=http://${host}/\n`
  const userConfig = join(folder, ".npmrc")
  // pnpm publishes only with a token. This registry accepts any.
  await writeFile(userConfig, `${npmrc}//${host}/:_authToken=rehearsal\n`)
  return {
    url: `http://${host}/`,
    npmrc,
    userConfig,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}
