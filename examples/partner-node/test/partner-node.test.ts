import { execFile } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, onTestFinished, test } from "vitest"

const cwd = fileURLToPath(new URL("..", import.meta.url))

function order(file: string, env: Readonly<Record<string, string>>) {
  const parameters = ["--import", "./test/mock-service.mjs", file]
  return promisify(execFile)(process.execPath, parameters, { cwd, env: { ...process.env, ...env } })
}

test.each(["order.mjs", "order.cjs"])("%s places an order and prints its ID", async (file) => {
  const { stdout, stderr } = await order(file, { LOOP_TOKEN: "a-token" })
  expect(stdout).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} received\n$/)
  expect(stderr).toBe("")
})

test.each(["order.mjs", "order.cjs"])("%s exits with an error without a token", async (file) => {
  await expect(order(file, { LOOP_TOKEN: "" })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("token must be an access token"),
  })
})

test.each(["order.mjs", "order.cjs"])("%s sends the order to LOOP_URL", async (file) => {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    response.writeHead(201).end(JSON.stringify({ id: "order-1", status: "received" }))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  const env = { ...process.env, LOOP_TOKEN: "a-token", LOOP_URL: url }
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd, env })
  expect(stdout).toBe("order-1 received\n")
  expect(requests).toEqual(["POST /api/v1/labs/orders"])
})
