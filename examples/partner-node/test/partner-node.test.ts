import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, test } from "vitest"

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
