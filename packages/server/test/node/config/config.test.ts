import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { expect, test } from "vitest"
import { ConfigError, readConfig } from "../../../src/node/index.ts"
import { variableNames, variables } from "../../../src/node/config/variables.ts"
import { simulatorPanels } from "@loop-health/integrations-simulator"
import { runCli } from "../../support/cli-process.ts"
import { validVariables } from "../../support/deployment.ts"
import { readSitePage } from "../../support/site-page.ts"
import { temporaryFolder } from "../../support/temporary-folder.ts"

/** Returns the errors of an environment. */
function errorsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.errors
    throw error
  }
  return []
}

/** A configuration without a warning. */
const localVariables = { ...validVariables, HOST: "127.0.0.1" }

const wrong = {
  PORT: "http",
  OPERATIONS_PORT: "70000",
  DATABASE_URL: "mysql://admin:hunter2@db/orders",
  LEDGER_SECRET: "hunter2",
  AUTH_JWKS_URL: "https://admin:hunter2@issuer.example/keys",
  JUNCTION_BASE_URL: "junction",
  JUNCTION_PANELS: '{"pcos":"hunter2"}',
  JUNCTION_FALLBACK_PHONE: "hunter2",
  JUNCTION_CONSENTS: '[{"consentType":"hunter2"}]',
  CORS_ORIGINS: "https://app.example/hunter2",
  LOG_LEVEL: "hunter2",
  MAX_CONCURRENT_REQUESTS: "0",
  SETTLE_MS: "10 min",
}

test.each(["serve", "config"])(
  "%s reports all configuration errors at once, without values",
  async (command) => {
    const { code, stdout, stderr } = await runCli([command], wrong)
    expect(code).toBe(1)
    for (const rule of [
      "PORT must be a whole number from 0 to 65535",
      "OPERATIONS_PORT must be a whole number from 0 to 65535",
      "DATABASE_URL must be sqlite:<path>, file:///<path>, or postgres://…",
      "LEDGER_SECRET must be at least 32 bytes in base64. Generate a secret with",
      "AUTH_ISSUER is not set",
      "AUTH_AUDIENCE is not set",
      "AUTH_JWKS_URL must be an http or https URL without a user name or password",
      "JUNCTION_BASE_URL must be an http or https URL without a user name or password",
      "JUNCTION_API_KEY is not set. Set it or JUNCTION_API_KEY_FILE",
      "JUNCTION_PANELS.hashimotos.labTestIds must list at least one lab test ID",
      "JUNCTION_PANELS.pcos.labTestIds must list at least one lab test ID",
      "JUNCTION_FALLBACK_PHONE must be a phone number in E.164: + and 10 to 15 digits.",
      "JUNCTION_CONSENTS[0].consentType must be one of: terms-of-use",
      "CORS_ORIGINS must be a comma-separated list of origins",
      "LOG_LEVEL must be one of: trace",
      "MAX_CONCURRENT_REQUESTS must be a whole number from 1",
      "SETTLE_MS must be a whole number from 60000",
    ]) {
      expect(stderr).toContain(rule)
    }
    expect(stdout + stderr).not.toContain("hunter2")
  },
)

test("configuration errors never contain the value of a variable", () => {
  const text = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.webUrl().map((url) => url.replace("://", "://admin:pass@")),
    fc.json(),
  )
  const canary = "kanarienvogel"
  fc.assert(
    fc.property(fc.constantFrom(...variableNames), text, (name, value) => {
      const marked = value.startsWith("{") ? `{"${canary}":${value}}` : canary + value
      for (const message of [
        ...errorsOf({ ...validVariables, [name]: marked }),
        ...errorsOf({ ...validVariables, [name]: "", [`${name}_FILE`]: `/${marked}` }),
      ]) {
        expect(message).not.toContain(canary)
      }
    }),
  )
})

test.each([
  [
    "JUNCTION_PANELS",
    "{}",
    "JUNCTION_PANELS.wellness.labTestIds must list at least one lab test ID",
  ],
  ["JUNCTION_PANELS", "{", "JUNCTION_PANELS must be JSON, or the path of a file with JSON"],
  ["JUNCTION_PANELS", "/no/such", "the path of a readable file (ENOENT)"],
  ["JUNCTION_PANELS", "[]", "JUNCTION_PANELS must be an object with the fields hashimotos, pcos"],
  [
    "JUNCTION_PANELS",
    JSON.stringify({ ...simulatorPanels, pcos: { ...simulatorPanels.pcos, labTestId: "x" } }),
    "JUNCTION_PANELS.pcos must have only the fields labTestIds, collectionMethod",
  ],
  [
    "JUNCTION_PANELS",
    JSON.stringify({ ...simulatorPanels, thyroid: simulatorPanels.pcos }),
    "JUNCTION_PANELS must have only the fields hashimotos, pcos",
  ],
  ["DATABASE_URL", "sqlite::memory:", "DATABASE_URL must be sqlite:<path>"],
  ["DATABASE_URL", "sqlite:file:x?mode=memory", "DATABASE_URL must be sqlite:<path>"],
  [
    "JUNCTION_API_KEY",
    "sk_us_1 x",
    "JUNCTION_API_KEY must contain only visible ASCII characters and no spaces",
  ],
  [
    "JUNCTION_API_KEY",
    "“sk_us_1”",
    "JUNCTION_API_KEY must contain only visible ASCII characters and no spaces",
  ],
  ["JUNCTION_BASE_URL", "https://j.example/?a=b", "must be a URL without a query or fragment"],
  ["JUNCTION_BASE_URL", "https://j.example/#a", "must be a URL without a query or fragment"],
  ["OPERATIONS_PORT", "8787", "OPERATIONS_PORT must differ from PORT"],
  ["AUDIT_LOG", "never-opened.sqlite", "AUDIT_LOG must not be a file of the ledger"],
  ["AUDIT_LOG", "./x/../never-opened.sqlite-wal", "AUDIT_LOG must not be a file of the ledger"],
  ["REQUEST_TIMEOUT_MS", "9999", "HEADERS_TIMEOUT_MS must be at most REQUEST_TIMEOUT_MS"],
  ["CORS_ORIGINS", "*", "CORS_ORIGINS must be a comma-separated list of origins"],
  ["SETTLE_MS", "1", "SETTLE_MS must be a whole number from 60000"],
  ["SETTLE_MS", "59999", "SETTLE_MS must be a whole number from 60000"],
  ["LEDGER_SECRET_FILE", "/etc/hostname", "LEDGER_SECRET and LEDGER_SECRET_FILE are both set"],
])("readConfig rejects %s=%s", (name, value, message) => {
  expect(errorsOf({ ...validVariables, [name]: value }).join("\n")).toContain(message)
})

test("readConfig reads a secret from a file, without the last line break", async () => {
  const folder = temporaryFolder()
  const { JUNCTION_API_KEY, LEDGER_SECRET, DATABASE_URL, ...others } = validVariables
  const files = { JUNCTION_API_KEY, LEDGER_SECRET, DATABASE_URL }
  const environment: Record<string, string> = { ...others }
  for (const [name, text] of Object.entries(files)) {
    environment[`${name}_FILE`] = join(folder, name)
    writeFileSync(join(folder, name), `${text}\n`)
  }
  const { service } = readConfig(environment)
  expect(service.junction.apiKey).toBe(JUNCTION_API_KEY)
  expect(Buffer.from(service.ledgerSecret).toString("base64")).toBe(LEDGER_SECRET)
  expect(service.databaseUrl).toBe(DATABASE_URL)

  writeFileSync(join(folder, "LEDGER_SECRET"), "\n")
  expect(errorsOf({ ...environment, JUNCTION_API_KEY_FILE: join(folder, "none") })).toEqual([
    "LEDGER_SECRET_FILE must be the path of a file that is not empty.",
    "JUNCTION_API_KEY_FILE must be the path of a readable file (ENOENT).",
  ])
})

test("config shows the configuration of serve without secrets", async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "key"), validVariables["JUNCTION_API_KEY"] ?? "")
  mkdirSync(join(folder, "docs"))
  const environment = {
    ...validVariables,
    DATABASE_URL: "postgres://app:hunter2@db.example:5432/orders?password=hunter2&sslmode=require",
    JUNCTION_API_KEY: "",
    JUNCTION_API_KEY_FILE: join(folder, "key"),
    OPERATIONS_PORT: "8788",
  }
  const text = await runCli(["config"], environment)
  expect(text).toMatchObject({ code: 0, stderr: "" })
  expect(text.stdout).toMatch(/^PORT +8787 \(default\)$/m)
  expect(text.stdout).toMatch(/^DATABASE_URL +postgres:\/\/app:\*\*\*@db\.example:5432\/orders$/m)
  expect(text.stdout).toMatch(/^LEDGER_SECRET +set$/m)
  expect(text.stdout).toMatch(/^JUNCTION_API_KEY +set from file$/m)
  expect(text.stdout).toMatch(/^JUNCTION_PANELS +JSON$/m)
  expect(text.stdout).toMatch(/^CORS_ORIGINS +-$/m)

  const json = await runCli(["config", "--json"], environment)
  const message = JSON.parse(json.stdout) as Record<string, unknown>
  expect(message).toMatchObject({ warnings: [], errors: [] })
  expect(Object.keys(message["variables"] as object)).toEqual(variableNames)
  expect(message["variables"]).toMatchObject({
    JUNCTION_API_KEY: { value: "set", source: "file" },
    HOST: { value: "0.0.0.0", source: "default" },
    OPERATIONS_PORT: { value: "8788", source: "environment" },
    CORS_ORIGINS: { value: null, source: "unset" },
  })
  for (const secret of ["hunter2", "canary_of_the_key", validVariables["LEDGER_SECRET"] ?? ""]) {
    expect(text.stdout + json.stdout).not.toContain(secret)
  }
})

test.each([
  [
    { JUNCTION_API_KEY: "pk_us_1" },
    "is for production US, but JUNCTION_BASE_URL is for sandbox US.",
  ],
  [{ JUNCTION_API_KEY: "sk_eu_1" }, "is for sandbox EU, but JUNCTION_BASE_URL is for sandbox US."],
  [{ JUNCTION_API_KEY: "key" }, "JUNCTION_API_KEY does not look like a Junction key"],
  [
    { JUNCTION_API_KEY: "pk_eu_1", JUNCTION_BASE_URL: "http://127.0.0.1:8789" },
    "is for production EU, but JUNCTION_BASE_URL is not a Junction URL.",
  ],
  [
    { JUNCTION_BASE_URL: "http://api.example" },
    "Use an https URL for JUNCTION_BASE_URL. Otherwise, patient data would be sent unencrypted.",
  ],
  [{ AUTH_JWKS_URL: "http://keys.example" }, "Use an https URL for AUTH_JWKS_URL."],
  [{ AUTH_AUDIENZ: "x" }, "Unknown variable AUTH_AUDIENZ is ignored"],
  [{ SETTLE_SECONDS: "600" }, "Unknown variable SETTLE_SECONDS is ignored"],
  [{ AUTH_ISSUER_FILE: "/run/secrets/issuer" }, "Unknown variable AUTH_ISSUER_FILE is ignored"],
  [{ DATABASE_URL: "" }, "DATABASE_URL is not set"],
  [{ SETTLE_MS: "599999" }, "Increase SETTLE_MS to 600000"],
  ...[
    "DATABSE_URL",
    "DATABASEURL",
    "DATABSAE_URL",
    "DATABASE-URL",
    "database_url",
    "DATABASES_URL",
    "DB_DATABASE_URL",
  ].map((name) => [
    { [name]: "x" },
    `Unknown variable ${name} is ignored. Did you mean DATABASE_URL?`,
  ]),
  ...[
    ["PROT", "PORT"],
    ["HOSTS", "HOST"],
    ["OPERATION_PORT", "OPERATIONS_PORT"],
    ["LEGDER_SECRET", "LEDGER_SECRET"],
    ["LEDGER_SECRETS_FILE", "LEDGER_SECRET_FILE"],
    ["ATUH_ISSUER", "AUTH_ISSUER"],
    ["JUNCTON_API_KEY", "JUNCTION_API_KEY"],
    ["CORS_ORIGIN", "CORS_ORIGINS"],
    ["LOGLEVEL", "LOG_LEVEL"],
    ["SETTLEMS", "SETTLE_MS"],
    ["SHUTDOWNDELAYMS", "SHUTDOWN_DELAY_MS"],
  ].map(([name = "", known]) => [{ [name]: "x" }, `${name} is ignored. Did you mean ${known}?`]),
  ...[
    Buffer.alloc(32),
    Buffer.alloc(64, 255),
    Buffer.alloc(32, "a"),
    Buffer.alloc(48, "ab"),
    Buffer.alloc(32, "password"),
    Buffer.alloc(40, "0123456789"),
  ].map((secret) => [
    { LEDGER_SECRET: secret.toString("base64") },
    "LEDGER_SECRET is easy to guess. Generate a random one",
  ]),
  ...[
    "postgres://app:hunter2@db.example/orders",
    "postgresql://app@10.0.0.5:5432/orders",
    "postgres://database/orders",
    "postgres://db.example/orders?sslmode=disable",
    "postgres://db.example/orders?ssl=0",
    "postgres://db.example/orders?sslmode=no-verify",
    "postgres://localhost.example/orders",
    "postgres://localhost/orders?host=db.example",
    "postgres://[2001:db8::1]/orders",
  ].map((url) => [{ DATABASE_URL: url }, "Add sslmode=verify-full to DATABASE_URL."]),
  [{ HOST: "0.0.0.0" }, "Set OPERATIONS_PORT."],
  [{ HOST: "::" }, "Set OPERATIONS_PORT."],
  [{ HOST: "10.0.0.5" }, "Set OPERATIONS_PORT."],
  [{ HOST: "" }, "Set OPERATIONS_PORT."],
  [{ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, "Remove NODE_TLS_REJECT_UNAUTHORIZED."],
  [{ CORS_ORIGINS: "https://app.example,http://app.example" }, "https origins for CORS_ORIGINS."],
] as [Record<string, string>, string][])("readConfig warns about %j", (more, warning) => {
  const { warnings } = readConfig({ ...localVariables, ...more })
  expect(warnings).toEqual([expect.stringContaining(warning)])
  for (const value of Object.values(more).filter((text) => text.length > 5)) {
    expect(warnings[0]).not.toContain(value)
  }
})

test.each([
  "https://*.app.example",
  "https://app.example, https://*.example",
  "http://*",
  "https://*.app.example:8443",
])("the wildcard in CORS_ORIGINS=%s is an error", (origins) => {
  expect(errorsOf({ ...validVariables, CORS_ORIGINS: origins })).toEqual([
    expect.stringMatching(/^CORS_ORIGINS must list each origin/),
  ])
})

test.each([
  "ftp://app.example",
  "capacitor://app.example",
  "ionic://localhost/",
  "null",
  "file://",
])("CORS_ORIGINS=%s is an error", (origins) => {
  expect(errorsOf({ ...validVariables, CORS_ORIGINS: origins })).toEqual([
    expect.stringMatching(/^CORS_ORIGINS must be a comma-separated list of origins/),
  ])
})

test.each([
  { JUNCTION_BASE_URL: "https://api.us.junction.com", JUNCTION_API_KEY: "pk_us_1" },
  { JUNCTION_BASE_URL: "https://api.sandbox.eu.junction.com", JUNCTION_API_KEY: "sk_eu_1" },
  { JUNCTION_BASE_URL: "https://api.tryvital.io", JUNCTION_API_KEY: "pk_us_1" },
  { JUNCTION_BASE_URL: "http://localhost:8789", JUNCTION_API_KEY: "sk_us_1" },
  // Variables that Kubernetes sets for a service named "auth".
  { AUTH_SERVICE_HOST: "10.0.0.1", AUTH_PORT_80_TCP_ADDR: "10.0.0.1", AUTH_PORT: "tcp://10.0.0.1" },
  { HOST: "0.0.0.0", OPERATIONS_PORT: "8788" },
  { HOST: "localhost" },
  { HOST: "::1" },
  { DATABASE_URL: "postgres://db.example/orders?sslmode=verify-full" },
  { DATABASE_URL: "postgres://db.example/orders?ssl=true" },
  { DATABASE_URL: "postgres://db.example/orders?sslrootcert=/etc/hostname" },
  { DATABASE_URL: "postgres://db.example/orders", PGSSLMODE: "require" },
  { DATABASE_URL: "postgres://localhost/orders" },
  { DATABASE_URL: "postgres://app:x@127.0.0.1:5432/orders" },
  { DATABASE_URL: "postgres://[::1]/orders" },
  { DATABASE_URL: "postgres:///orders" },
  { DATABASE_URL: "postgres://app:x@/orders?host=/var/run/postgresql" },
  { DATABASE_URL: "postgres://%2Fvar%2Frun%2Fpostgresql/orders" },
  { CORS_ORIGINS: "https://app.example,http://localhost:3000,http://127.0.0.1" },
  { CORS_ORIGINS: "capacitor://localhost,ionic://localhost,http://localhost" },
  { NODE_TLS_REJECT_UNAUTHORIZED: "1" },
  { LEDGER_SECRET: createHash("sha256").update("a").digest("base64") },
  { LEDGER_SECRET: Buffer.from(createHash("sha256").digest("hex")).toString("base64") },
  // Variables of other programs.
  { HOME: "/root", HOSTNAME: "a", PATH: "/bin", PWD: "/", SHELL: "sh", TERM: "x", LANG: "C" },
  { PORT0: "1", PORT1: "2", HOST2: "a", SORT: "1", POST: "a", COST: "1" },
  { USER: "a", PGHOST: "db", PGPORT: "1", NODE_ENV: "production", TZ: "UTC", CI: "true" },
])("readConfig accepts %j without a warning", (more) => {
  expect(readConfig({ ...localVariables, ...more }).warnings).toEqual([])
})

test("the site and help describe every variable", async () => {
  const page = readSitePage("operate/configure").text
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\| (.*?) +\|$/gm)]
  expect(rows.map(([, name, standard, meaning]) => ({ name, standard, meaning }))).toEqual(
    variableNames.map((name) => {
      const { required, defaultText: standard, description: meaning, secret } = variables[name]
      return {
        name,
        standard: required ? "required" : standard === undefined ? "" : `\`${standard}\``,
        meaning: secret ? `${meaning} (or \`${name}_FILE\`)` : meaning,
      }
    }),
  )
  const { stdout } = await runCli(["help"], {})
  for (const name of variableNames) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"))
})
