import { expect, test } from "vitest"
import { verifyContract } from "../../src/index.ts"
import { readContract } from "./support/contract.ts"
import { createCorrectServer, type Service } from "./support/correct-server.ts"
import { issueToken } from "./support/tokens.ts"

const contract = await readContract()
const token = issueToken()

test.each(["https://api.example", "http://10.0.0.1:3000", "http://localhost.example"])(
  "the host of %s is rejected without the option to place orders",
  async (url) => {
    await expect(verifyContract({ contract, url })).rejects.toThrow(
      /^The host .+ is not loopback, and each run places orders\. To allow this host, pass --yes-place-orders/,
    )
  },
)

test("a service that does not respond is rejected", async () => {
  const fetch = () => Promise.reject(new TypeError("fetch failed"))
  await expect(verifyContract({ contract, fetch })).rejects.toThrow(
    "No response from https://integrations.platform.loop.health (TypeError: fetch failed). Check the URL, and that the service is running.",
  )
})

test("options without a URL and a fetch function are rejected", async () => {
  await expect(verifyContract({ contract })).rejects.toThrow("Provide a URL or a fetch function.")
})

test("an origin in another form than browsers send is rejected", async () => {
  const options = { contract, fetch: createCorrectServer(), origins: ["https://app.example/"] }
  await expect(verifyContract(options)).rejects.toThrow(
    'Invalid origin "https://app.example/". Write it as browsers send it, such as https://app.example.',
  )
})

test("no more orders than the maximum are placed, and the other cases are listed", async () => {
  let orders = 0
  const server = createCorrectServer()
  const { skipped, ...report } = await verifyContract({
    contract,
    token,
    maxOrders: 10,
    fetch: async (request) => {
      const response = await server(request)
      orders += Number(response.status === 201 && !response.headers.has("idempotent-replayed"))
      return response
    },
  })
  expect(report.orders).toBe(10)
  expect(orders).toBe(10)
  expect(skipped.at(-1)?.name).toMatch(/^\d+ cases$/)
  expect(skipped.at(-1)?.reason).toBe(
    "The limit of 10 orders is reached. To run all cases, increase --max-orders (maxOrders).",
  )
})

test("the maximum counts the requests that reduce a failing body", async () => {
  const server = createCorrectServer()
  const report = await verifyContract({
    contract,
    token,
    maxOrders: 20,
    groups: ["intents"],
    // No key is respected, so each request of a reduced sequence places an order.
    fetch: (request) => {
      const headers = new Headers(request.headers)
      if (headers.has("idempotency-key")) headers.set("idempotency-key", crypto.randomUUID())
      return server(new Request(request, { headers }))
    },
  })
  expect(report.orders).toBe(20)
  expect(report.passed).toBe(false)
})

test("the maximum counts first responses that are marked as replays", async () => {
  const server = createCorrectServer()
  const report = await verifyContract({
    contract,
    token,
    maxOrders: 10,
    fetch: async (request) => {
      const response = await server(request)
      response.headers.set("idempotent-replayed", "true")
      return response
    },
  })
  expect(report.orders).toBe(10)
})

test("a run ends at its maximum duration", async () => {
  const { skipped } = await verifyContract({
    contract,
    token,
    maxDurationMs: 1,
    fetch: createCorrectServer(),
  })
  expect(skipped.at(-1)?.reason).toBe(
    "The limit of 0.001 seconds is reached. To run all cases, increase --max-seconds (maxDurationMs).",
  )
})

test("an operation whose example fails is reported and not verified further", async () => {
  const fetch: Service = async () =>
    Response.json(
      { error: "unauthenticated", message: "The access token is invalid." },
      { status: 401 },
    )
  const { findings, cases, skipped } = await verifyContract({ contract, fetch })
  expect(findings.map(({ rule, message }) => [rule, message])).toContainEqual([
    "example-rejected",
    'Expected success for the example "complete", received 401 unauthenticated.',
  ])
  expect(cases).toEqual({ examples: 2 })
  expect(skipped).toEqual([
    {
      name: "createLabOrder",
      reason: "A documented example failed. Fix the finding about the example first.",
    },
  ])
})

test.each([
  ["429", 429, {}],
  ["a declared overload", 502, { "retry-after": "0" }],
] as const)("a request is retried after %s", async (_name, status, headers) => {
  const server = createCorrectServer()
  let requests = 0
  const { findings } = await verifyContract({
    contract,
    token,
    groups: ["examples"],
    fetch: async (request) => {
      requests += 1
      if (requests % 2 === 0) return server(request)
      return Response.json({ error: "overloaded", message: "Too many." }, { status, headers })
    },
  })
  expect(requests).toBe(4)
  expect(findings.filter(({ rule }) => rule === "example-rejected")).toEqual([])
})
