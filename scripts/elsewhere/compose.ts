import assert from "node:assert/strict"
import { randomBytes, randomUUID } from "node:crypto"
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findFreePort } from "../../packages/server/test/support/free-port.ts"
import { runOrThrow } from "../run-or-throw.ts"
import { imageName, isComposeInstalled, useDockerImage } from "./docker.ts"
import type { Part } from "./run-parts.ts"
import { labOrder, startSimulator } from "./simulator.ts"

const root = join(import.meta.dirname, "../..")
const [junctionPort, issuerPort] = ["9001", "9002"]

/** compose.yaml: it starts whole, with the simulator beside the server, and places an order. */
export const compose: Part = {
  name: "compose",
  async findMissing() {
    if (await isComposeInstalled()) return []
    return ["a running docker with compose (apt-get install docker.io docker-compose)"]
  },
  run: ({ check }) =>
    useDockerImage(async () => {
      await check("compose starts, and places an order", placeOrder)
    }),
}

async function placeOrder(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "compose-"))
  const port = String(await findFreePort())
  const environment = await readSimulatorEnvironment()
  writeProject(folder, environment)
  const project = ["--project-name", `elsewhere-${randomUUID()}`, "--project-directory", folder]
  const files = ["--file", join(root, "compose.yaml"), "--file", join(folder, "simulator.yaml")]
  const run = (...args: string[]) =>
    runOrThrow("docker", ["compose", ...project, ...files, ...args], {
      limitMs: 600_000,
      env: {
        ...environment,
        PORT: port,
        JUNCTION_BASE_URL: `http://127.0.0.1:${junctionPort}`,
        AUTH_JWKS_URL: `http://127.0.0.1:${issuerPort}/.well-known/jwks.json`,
      },
    })
  try {
    await run("up", "--no-build", "--wait")
    // The issuer is reachable only inside of the server's network.
    const program = `
      const body = JSON.stringify({ brand_id: "brand_example", user_id: "user_example" })
      fetch("http://127.0.0.1:${issuerPort}/token", { method: "POST", body })
        .then((response) => response.json())
        .then(({ access_token }) => process.stdout.write(access_token))`
    const token = await run("exec", "-T", "server", "node", "-e", program)
    const response = await fetch(`http://127.0.0.1:${port}/v1/labs/orders`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
      body: JSON.stringify(labOrder),
    })
    assert.equal(response.status, 201, await response.text())
    await run("stop", "server")
    const [server] = (await run("ps", "--all", "--format", "{{.ExitCode}}", "server")).split("\n")
    assert.equal(server, "0", "exit code of the server")
  } finally {
    await run("down", "--volumes").catch(() => "")
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns the variables of a simulator, of which none depends on its ports. */
async function readSimulatorEnvironment() {
  await using simulator = await startSimulator()
  return simulator.environment
}

/** Writes the files that compose.yaml reads, and one that adds the simulator. */
function writeProject(folder: string, environment: Readonly<Record<string, string>>): void {
  const secrets = join(folder, "secrets")
  mkdirSync(secrets)
  const password = randomBytes(24).toString("hex")
  const contents: Readonly<Record<string, string | undefined>> = {
    postgres_password: randomBytes(24).toString("hex"),
    integrations_password: password,
    database_url: `postgres://integrations:${password}@postgres:5432/integrations`,
    ledger_secret: environment["LEDGER_SECRET"],
    junction_api_key: environment["JUNCTION_API_KEY"],
    "panels.json": environment["JUNCTION_PANELS"],
  }
  for (const [name, content = ""] of Object.entries(contents)) {
    writeFileSync(join(secrets, name), content)
    // User 1000 of the container reads them.
    chmodSync(join(secrets, name), 0o444)
  }
  const ports = ["--port", junctionPort, "--issuer-port", issuerPort]
  const simulator = {
    image: imageName,
    entrypoint: ["node", "/repository/packages/simulator/dist/cli.js", ...ports],
    command: [],
    // The simulator listens only on 127.0.0.1.
    network_mode: "service:server",
    volumes: [`${root}:/repository:ro`],
    healthcheck: { disable: true },
  }
  const services = { migrate: { image: imageName }, server: { image: imageName }, simulator }
  // JSON is YAML.
  writeFileSync(join(folder, "simulator.yaml"), JSON.stringify({ services }))
}
