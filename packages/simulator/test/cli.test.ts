import { readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JSONWebKeySet } from "jose"
import { expect, onTestFinished, test } from "vitest"
import { createTokenIssuer, listen } from "../src/index.ts"
import { readArguments, UsageError } from "../src/node/arguments.ts"
import { runCommand, startCommand, temporaryFolder } from "./support/command.ts"
import { placeOfficialOrder } from "./support/official-client.ts"
import { secret, startConsumer } from "./support/webhook-consumer.ts"

type Running = Awaited<ReturnType<typeof startCommand>>

async function placeOrder({ junctionUrl, apiKey }: Running): Promise<string> {
  return (await placeOfficialOrder(junctionUrl, apiKey)).order.id
}

async function orderIds({ junctionUrl }: Running): Promise<string[]> {
  const response = await fetch(`${junctionUrl}/__simulator/orders`)
  return ((await response.json()) as { orders: { id: string }[] }).orders.map(({ id }) => id)
}

/** Sends the request of the printed curl command. */
async function getToken({ output }: Running): Promise<string> {
  const [, url = "", body = ""] = /^# curl (\S+) -d '(.+)'$/m.exec(output) ?? []
  const response = await fetch(url, { method: "POST", body })
  return ((await response.json()) as { access_token: string }).access_token
}

test("the command serves Junction's official SDK, and its curl command returns a valid token", async () => {
  const command = await startCommand()
  const orderId = await placeOrder(command)
  expect(await orderIds(command)).toEqual([orderId])
  const { payload } = await jwtVerify(
    await getToken(command),
    createRemoteJWKSet(new URL(command.jwksUrl)),
  )
  expect(payload).toMatchObject({ brand_id: "brand_example", sub: "user_example" })
  expect(await command.stop("SIGTERM")).toBe(0)
})

test("--data-dir keeps orders and the issuer's key in files that only their owner can read", async () => {
  const folder = join(temporaryFolder(), "new")
  const first = await startCommand(["--data-dir", folder])
  const orderId = await placeOrder(first)
  const token = await getToken(first)
  expect(await first.stop("SIGINT")).toBe(0)
  const files = readdirSync(folder)
  expect(files).toEqual(["issuer-key.json", "junction-state.json"])
  expect(files.map((file) => statSync(join(folder, file)).mode & 0o077)).toEqual([0, 0])

  const second = await startCommand(["--data-dir", folder])
  expect(await orderIds(second)).toEqual([orderId])
  const keys = (await (await fetch(second.jwksUrl)).json()) as JSONWebKeySet
  await jwtVerify(token, createLocalJWKSet(keys))
})

test("without --data-dir a restart removes all data", async () => {
  const first = await startCommand()
  await placeOrder(first)
  expect(await first.stop("SIGTERM")).toBe(0)
  expect(await orderIds(await startCommand())).toEqual([])
})

test("a second Ctrl-C, as npm forwards it, does not change the exit code 0", async () => {
  const command = await startCommand()
  expect(await command.stop("SIGINT", "SIGINT", "SIGTERM")).toBe(0)
})

test("a hanging request does not delay the shutdown", async () => {
  const command = await startCommand()
  const { junctionUrl, apiKey } = command
  await fetch(`${junctionUrl}/__simulator/faults`, {
    method: "POST",
    body: JSON.stringify({ name: "hang", path: "/v3/lab_test" }),
  })
  const headers = { "x-vital-api-key": apiKey }
  const hanging = fetch(`${junctionUrl}/v3/lab_test`, { headers }).catch((error: unknown) => error)
  const journal = async () => (await fetch(`${junctionUrl}/__simulator/journal`)).text()
  await expect.poll(journal).toContain("hang")
  expect(await command.stop("SIGTERM")).toBe(0)
  expect(await hanging).toBeInstanceOf(TypeError)
})

test("--webhook-url receives webhooks that are signed with WEBHOOK_SECRET", async () => {
  const { url, received } = await startConsumer()
  const command = await startCommand(["--webhook-url", url], { WEBHOOK_SECRET: secret })
  await placeOrder(command)
  await expect.poll(() => received).toHaveLength(1)
  expect(received[0]?.signature).toMatch(/^v1,/)
})

test.each(["--help", "-h"])("%s prints every option", async (option) => {
  const { code, stdout, stderr } = await runCommand([option])
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  for (const name of ["--port", "--issuer-port", "--data-dir", "--webhook-url", "--help"]) {
    expect(stdout).toContain(`${name} `)
  }
  expect(stdout).toMatch(/8789.*\n.*8788/)
})

test("an unknown option is a usage error", async () => {
  const { code, stdout, stderr } = await runCommand(["--prot", "1"])
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
  expect(stderr).toContain("integrations-simulator: Unknown option '--prot'")
  expect(stderr).toContain("Usage: integrations-simulator")
})

test.each([
  [["serve"], "Unexpected argument 'serve'"],
  [["--port"], "'--port <value>' argument missing"],
  [["--port", "http"], "--port must be a port from 0 to 65535."],
  [["--issuer-port", "65536"], "--issuer-port must be a port from 0 to 65535."],
  [["--port", "9000", "--issuer-port", "9000"], "--port and --issuer-port must be different."],
  [["--data-dir="], "--data-dir must not be empty."],
  [["--webhook-url", "ftp://x.example"], "--webhook-url must be an http or https URL"],
  [["--webhook-url", "http://x.example"], "requires the environment variable WEBHOOK_SECRET"],
] as const)("%j is a usage error: %s", (args, message) => {
  const read = () => readArguments(args, {})
  expect(read).toThrow(UsageError)
  expect(read).toThrow(message)
})

test("the error for an invalid webhook secret does not contain the secret", () => {
  const read = () =>
    readArguments(["--webhook-url", "http://x.example"], { WEBHOOK_SECRET: "hunter2" })
  expect(read).toThrow(UsageError)
  expect(read).not.toThrow("hunter2")
})

test.each(["--port", "--issuer-port"])("the error for a port in use names %s", async (option) => {
  const issuer = await createTokenIssuer({ issuer: "issuer", audience: "audience" })
  const listener = await listen(issuer)
  onTestFinished(listener.close)
  const other = option === "--port" ? "--issuer-port" : "--port"
  const result = await runCommand([option, String(listener.port), other, "0"])
  expect(result).toEqual({
    code: 1,
    stdout: "",
    stderr: `integrations-simulator: Port ${listener.port} is already in use. Set ${option} to another port, or to 0 for any free port.\n`,
  })
})

test("the error for an invalid saved file names the file", async () => {
  const folder = temporaryFolder()
  const file = join(folder, "junction-state.json")
  writeFileSync(file, "{")
  const { code, stderr } = await runCommand(["--port=0", "--issuer-port=0", "--data-dir", folder])
  expect(code).toBe(1)
  expect(stderr).toBe(
    `integrations-simulator: Cannot read ${file}. Delete the file to start with new data.\n`,
  )
})
