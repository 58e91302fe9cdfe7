import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseEnv, promisify } from "node:util"
import { createClient } from "@loop-health/integrations-sdk"
import { readConfig, startService } from "@loop-health/integrations-server/node"
import { expect, onTestFinished, test } from "vitest"

const run = promisify(execFile)
const simulatorCommand = fileURLToPath(
  new URL("cli.js", import.meta.resolve("@loop-health/integrations-simulator")),
)
const serverCommand = fileURLToPath(
  new URL("cli.js", import.meta.resolve("@loop-health/integrations-server/node")),
)

/** Starts the simulator's command on free ports, and returns its output. */
async function startSimulator(): Promise<string> {
  const args = [simulatorCommand, "--port", "0", "--issuer-port", "0"]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  onTestFinished(() => void child.kill("SIGKILL"))
  let output = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
  while (!output.includes("# curl")) await once(child.stdout, "data")
  return output
}

function temporaryLedger(): string {
  const folder = mkdtempSync(join(tmpdir(), "simulator-environment-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return `sqlite:${join(folder, "ledger.sqlite")}`
}

test("the server starts with the variables that the simulator prints, and places an order", async () => {
  const output = await startSimulator()
  const environment = parseEnv(output)
  const { service, warnings } = readConfig({
    ...environment,
    DATABASE_URL: temporaryLedger(),
    PORT: "0",
  })
  expect(warnings).toEqual([])
  const server = await startService(service)
  onTestFinished(() => server.close())

  const [, url = "", body = ""] = /^# curl (\S+) -d '(.+)'$/m.exec(output) ?? []
  const issued = await fetch(url, { method: "POST", body })
  const { access_token: token } = (await issued.json()) as { access_token: string }
  const order = await createClient({ baseUrl: server.url, token }).labs.orders.create({
    panel_slug: "wellness",
    patient: {
      first_name: "Ada",
      last_name: "Example",
      dob: "1990-04-12",
      email: "ada@example.com",
      sex: "female",
    },
    address: {
      line1: "1 Sample Street",
      city: "Chicago",
      state: "IL",
      zip: "60601",
      country: "US",
    },
    patient_id: "pat_0001",
  })
  expect(order).toMatchObject({ brand_id: "brand_example", user_id: "user_example" })
})

test("`integrations-server config` accepts and reads each printed variable", async () => {
  const environment = parseEnv(await startSimulator())
  const options = { env: { PATH: process.env["PATH"], ...environment } }
  const { stdout } = await run(process.execPath, [serverCommand, "config", "--json"], options)
  const { variables } = JSON.parse(stdout) as {
    variables: Readonly<Record<string, { readonly source: string }>>
  }
  const fromEnvironment = Object.keys(variables).filter(
    (name) => variables[name]?.source === "environment",
  )
  expect(fromEnvironment.sort()).toEqual(Object.keys(environment).sort())
})

test("a shell reads the printed lines in the same way as .env", async () => {
  const output = await startSimulator()
  const script = `set -a\n${output}\n${JSON.stringify(process.execPath)} -p "JSON.stringify(process.env)"`
  const { stdout } = await run("sh", ["-c", script], { env: {} })
  expect(JSON.parse(stdout)).toMatchObject(parseEnv(output))
})
