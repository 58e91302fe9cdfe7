import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const source = fileURLToPath(new URL("../next", import.meta.url))
const app = fileURLToPath(new URL("../dist", import.meta.url))
const serverPackage = fileURLToPath(
  new URL("../node_modules/@loop-health/integrations-server", import.meta.url),
)
const bin = createRequire(import.meta.url).resolve("next/dist/bin/next")

/** Builds the Next app and starts it on a free port. */
export async function startNextApp(environment: NodeJS.ProcessEnv) {
  copyApp()
  const build = run(["build"], {})
  if ((await build.exited) !== 0) throw new Error(`next build failed:\n${build.output()}`)
  const server = run(["start", "--port", "0", "--hostname", "127.0.0.1"], {
    ...environment,
    DATABASE_URL: `sqlite:${join(app, "ledger.sqlite")}`,
    LEDGER_SECRET: randomBytes(32).toString("base64"),
  })
  return {
    url: await server.saw(/http:\/\/127\.0\.0\.1:\d+/),
    close: async () => {
      server.stop()
      await server.exited
    },
  }
}

/**
 * Copies the app and installs the server's package in it. Next bundles linked packages and ignores
 * `serverExternalPackages` for them.
 */
function copyApp(): void {
  rmSync(app, { recursive: true, force: true })
  cpSync(source, app, { recursive: true })
  const installed = join(app, "node_modules/@loop-health/integrations-server")
  mkdirSync(installed, { recursive: true })
  for (const part of ["package.json", "dist"]) {
    cpSync(join(serverPackage, part), join(installed, part), { recursive: true })
  }
  symlinkSync(join(serverPackage, "node_modules"), join(installed, "node_modules"), "junction")
}

function run(parameters: readonly string[], environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [bin, ...parameters], {
    cwd: app,
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      ...environment,
    },
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text))
  }
  const exited = once(child, "close").then(([code]) => code as number | null)
  return {
    exited,
    output: () => output,
    stop: () => child.kill(),
    saw: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        child.stdout.on("data", () => {
          const found = pattern.exec(output)?.[0]
          if (found !== undefined) resolve(found)
        })
        void exited.then(() =>
          reject(new Error(`The process exited without ${String(pattern)}:\n${output}`)),
        )
      }),
  }
}
