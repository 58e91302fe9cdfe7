import { once } from "node:events"
import { createServer } from "node:net"
import type { Settings } from "./settings.ts"

/** Returns an error message for each port of the settings that this process cannot listen on. */
export async function findPortErrors(settings: Settings): Promise<readonly string[]> {
  const ports = {
    PORT: settings.serverPort,
    ISSUER_PORT: settings.issuerPort,
    JUNCTION_PORT: settings.junctionPort,
    PAGES_PORT: settings.pagesPort,
  }
  const checks = Object.entries(ports).map(async ([variable, port]) => {
    const code = await tryPort(port)
    if (code === undefined) return []
    const rule = code === "EADDRINUSE" ? "is already in use" : `cannot be used (${code})`
    return [`Port ${port} ${rule}. Set ${variable} to another port, or to 0 for any free port.`]
  })
  return (await Promise.all(checks)).flat()
}

/** Listens on a port for a moment. Returns the error code of node:net, or undefined. */
async function tryPort(port: number): Promise<string | undefined> {
  if (port === 0) return undefined
  const probe = createServer().listen(port, "127.0.0.1")
  try {
    await once(probe, "listening")
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error)
  }
  probe.close()
  await once(probe, "close")
  return undefined
}
