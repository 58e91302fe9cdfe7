import { spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"

/** Static files that the first visit builds, so that the stack starts without them. */
export interface BuildOnDemand {
  /** Returns undefined after the build. Until then, returns a page that reloads. */
  respond(this: void): Response | undefined
  /** Ends the build if it is running. */
  close(this: void): void
}

/** Creates a build that runs `command` with Node. The page shows `name` during the build. */
export function createBuildOnDemand(name: string, command: readonly string[]): BuildOnDemand {
  const closed = new AbortController()
  let state: "new" | "building" | "built" | Error = "new"
  const build = async () => {
    state = "building"
    state = await runNode(command, closed.signal).then(
      () => "built" as const,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    )
  }
  return {
    respond() {
      if (state === "built") return undefined
      if (state instanceof Error) {
        const { message } = state
        state = "new"
        return plain(500, `Cannot build ${name}. Reload this page to retry.\n\n${message}`)
      }
      if (state === "new") void build()
      return plain(200, `Building ${name}. This page reloads.`, { refresh: "1" })
    },
    close: () => closed.abort(),
  }
}

/** Runs a program with Node. Rejects with its error output if it fails. */
async function runNode(args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], signal })
  const [[exitCode], output] = await Promise.all([once(child, "exit"), text(child.stderr)])
  if (exitCode !== 0) throw new Error(output)
}

function plain(status: number, body: string, headers: Record<string, string> = {}): Response {
  const contentType = "text/plain; charset=utf-8"
  return new Response(body, { status, headers: { "content-type": contentType, ...headers } })
}
