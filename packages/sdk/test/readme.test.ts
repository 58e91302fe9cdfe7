// Runs the blocks of the README and of the site's guides against the mocks, and checks their
// tables. See support/readme-blocks.ts.
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { createLabOrder } from "@loop-health/integrations-contract"
import { createMockFetch, type MockFetch, type ScenarioName } from "@loop-health/integrations-mocks"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { getGlobalDispatcher, setGlobalDispatcher } from "undici"
import { expect, onTestFinished, test, vi } from "vitest"
import versions from "../consumers/versions.json" with { type: "json" }
import * as sdk from "../src/index.ts"
import { retryRuleOf } from "../src/call/retry.ts"
import { readDocument, sectionOf } from "./support/documents.ts"
import { fakeClock, settle } from "./support/fake-clock.ts"
import { importBlock } from "./support/import-readme-block.ts"

const body = aLabOrderRequest()
const session = { accessToken: async () => "a-token", renew: async () => "a-new-token" }

/** Replaces the global fetch by the API, and creates a client without retries. */
function anApi(...scenarios: ScenarioName[]) {
  const mock = createMockFetch()
  for (const name of scenarios) mock.next(name)
  return { mock, loop: sdk.createClient({ token: "any", fetch: mock, maxRetries: 0 }) }
}

/** The class of each kind of error. */
const errorClasses = {
  validation: sdk.ValidationError,
  unauthenticated: sdk.UnauthenticatedError,
  upstream: sdk.UpstreamError,
  unexpected_status: sdk.UnexpectedStatusError,
  contract: sdk.ContractError,
  connection: sdk.ConnectionError,
  timeout: sdk.TimeoutError,
  aborted: sdk.AbortedError,
  token: sdk.TokenError,
  invalid_request: sdk.InvalidRequestError,
} satisfies Record<sdk.LoopErrorCode, unknown>

const aSpy = () => vi.fn<(argument?: unknown) => void>()

/** Returns the first cells of a section's table, without the head. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\| +([^|]*?) +\|/gm)].map(([, cell = ""]) => cell).slice(1)
}

test.each(["first-order", "place-an-order"])("the block of %s places an order", async (heading) => {
  const { mock } = anApi()
  const log = vi.spyOn(console, "log").mockReturnValue()
  await importBlock(`${heading}/1.ts`, { fetch: mock, session })
  expect(log).toHaveBeenCalledWith(mock.orders()[0]?.id, "received")
  expect(mock.orders()).toHaveLength(1)
  log.mockRestore()
})

test.each<[string, ScenarioName, unknown]>([
  ["show", "created", expect.stringMatching(/^Ordered: /)],
  [
    "showAtFields",
    "validation_error",
    expect.objectContaining({ "patient.dob": [expect.any(String)] }),
  ],
  ["signIn", "token_expired", undefined],
  ["report", "junction_rejected", expect.objectContaining({ code: "upstream" })],
  ["report", "connection_lost", expect.objectContaining({ code: "connection" })],
])("the switch of results calls %s after %s", async (name, scenario, argument) => {
  const { loop } = anApi(scenario)
  const calls = { show: aSpy(), showAtFields: aSpy(), signIn: aSpy(), report: aSpy() }
  await importBlock("results/1.ts", { loop, body, ...calls })
  const called = Object.entries(calls).filter(([, call]) => call.mock.calls.length > 0)
  expect(called.map(([other, call]) => [other, call.mock.lastCall?.[0]])).toEqual([
    [name, argument],
  ])
})

test.each<[ScenarioName, string]>([
  ["created", "Ordered: "],
  ["overloaded", sdk.userMessages.busy],
])("the README's block shows a text after %s", async (scenario, text) => {
  const show = aSpy()
  await importBlock("errors/1.ts", { loop: anApi(scenario).loop, body, show })
  expect(show).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(text))
})

test.each<[ScenarioName, object]>([
  ["created", { state: "ordered", id: expect.any(String) }],
  ["junction_outcome_unknown", { state: "call again, same key and body" }],
  ["patient_rejected", { state: "failed", text: sdk.userMessages.validation }],
])("the code for agents handles %s", async (scenario, state) => {
  const { mock } = anApi()
  mock.always(scenario)
  interface Agent {
    readonly order: (request: object, key: string) => Promise<object>
  }
  vi.stubEnv("ACCESS_TOKEN", "a-token")
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const { order } = await importBlock<Agent>("call/1.ts", { fetch: mock })
  fakeClock()
  expect(await settle(order(body, "key-1"))).toEqual(state)
  expect(new Set(mock.calls().map(({ key }) => key))).toEqual(new Set(["key-1"]))
})

test("the text for agents is short and lists every kind of result", () => {
  const text = readDocument("SKILL")
  expect(text.split("\n").length).toBeLessThanOrEqual(80)
  const [, kinds = ""] = /Its `kind` is ([^]*?)\.\n/.exec(text) ?? []
  expect([...kinds.matchAll(/`(\w+)`/g)].map(([, kind]) => kind)).toEqual([
    "created",
    ...Object.keys(errorClasses),
  ])
})

test("the block of isLoopError narrows an SDK error and rethrows others", async () => {
  const report = aSpy()
  const run = (...scenarios: ScenarioName[]) =>
    importBlock("caught-errors/1.ts", { loop: anApi(...scenarios).loop, body, report })
  await run("overloaded")
  expect(report.mock.lastCall).toMatchObject([{ name: "UpstreamError", apiCode: "overloaded" }])
  await expect(run("token_expired")).rejects.toMatchObject({ code: "unauthenticated" })
  expect(report).toHaveBeenCalledOnce()
})

test("the block of texts shows a translation, or the English text", async () => {
  const { loop } = anApi("overloaded")
  const { error } = failed(await loop.labs.orders.safeCreate(body))
  for (const [translations, text] of [
    [{ busy: "Später" }, "Später"],
    [{}, sdk.userMessages.busy],
  ]) {
    const show = aSpy()
    await importBlock("texts-for-users/1.ts", { error, translations, show })
    expect(show).toHaveBeenCalledExactlyOnceWith(text)
  }
})

test("the table of texts has every ID", () => {
  const ids = firstCells(sectionOf("guides/handle-errors", "## Texts for users"))
  expect(ids.slice(1)).toEqual(Object.keys(sdk.userMessages).map((id) => `\`${id}\``))
})

test("a call accepts the options in the block of deadlines", async () => {
  const { mock } = anApi("overloaded")
  const loop = sdk.createClient({ token: "any", fetch: mock })
  const { result } = await importBlock<{ result: sdk.CreateLabOrderResult }>(
    "retries-and-deadlines/1.ts",
    { loop, body },
  )
  expect(result).toMatchObject({ kind: "upstream", meta: { attempts: 1 } })
})

interface Settling {
  settle: (intent: { idempotencyKey: string; body: unknown; inDoubt: boolean }) => Promise<{
    inDoubt: boolean
    orderId?: string
    waitMs?: number
  }>
}

test("an intent stays in doubt until its order is found", async () => {
  const { mock, loop } = anApi("connection_lost", "token_expired", "order_in_progress")
  const { settle: settleIntent } = await importBlock<Settling>("retry-later/1.ts", { loop })
  const intent = { idempotencyKey: "intent-1", body }
  expect(await settleIntent({ ...intent, inDoubt: false })).toEqual({
    inDoubt: true,
    waitMs: 60_000,
  })
  // A rejection before the look-up does not describe the existing order.
  expect(await settleIntent({ ...intent, inDoubt: true })).toMatchObject({ inDoubt: true })
  expect(await settleIntent({ ...intent, inDoubt: true })).toEqual({
    inDoubt: false,
    orderId: mock.orders()[0]?.id,
  })
  expect(mock.orders()).toHaveLength(1)
})

test("an intent without doubt ends with a rejection", async () => {
  const { mock, loop } = anApi("junction_rejected")
  const { settle: settleIntent } = await importBlock<Settling>("retry-later/1.ts", { loop })
  expect(await settleIntent({ idempotencyKey: "intent-1", body, inDoubt: false })).toEqual({
    inDoubt: false,
  })
  expect(mock.orders()).toHaveLength(0)
})

test("the block of the local stack gets a token from its issuer", async () => {
  const { mock } = anApi()
  const claims: unknown[] = []
  const tokens: (string | null)[] = []
  const fetch = async (input: Request | string, init?: RequestInit) => {
    if (typeof input !== "string") {
      tokens.push(input.headers.get("authorization"))
      return mock(input)
    }
    claims.push([input, init?.method, JSON.parse(init?.body as string)])
    return Response.json({ access_token: "a-token", token_type: "Bearer" })
  }
  const { loop } = await importBlock<{ loop: sdk.LoopClient }>("tokens/1.ts", { fetch })
  await loop.labs.orders.create(body)
  const asked = { brand_id: "brand_a", user_id: "user_a" }
  expect(claims).toEqual([["http://127.0.0.1:8788/token", "POST", asked]])
  expect(tokens).toEqual(["Bearer a-token"])
})

test("after the block of proxies, requests use the proxy", async () => {
  const connected: string[] = []
  const proxy = createServer().on("connect", ({ url }, socket) => {
    connected.push(String(url))
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n")
  })
  proxy.listen(0, "127.0.0.1")
  await once(proxy, "listening")
  const { port } = proxy.address() as AddressInfo
  vi.stubEnv("HTTPS_PROXY", `http://127.0.0.1:${port}`)
  vi.stubEnv("NO_PROXY", "")
  const dispatcher = getGlobalDispatcher()
  onTestFinished(() => {
    vi.unstubAllEnvs()
    setGlobalDispatcher(dispatcher)
    proxy.close()
  })
  await importBlock("proxies-and-gateways/1.ts")
  const loop = sdk.createClient({ token: "any", maxRetries: 0 })
  expect((await loop.labs.orders.safeCreate(body)).kind).toBe("connection")
  expect(connected).toEqual(["integrations.platform.loop.health:443"])
})

test("the token function renews after a 401", async () => {
  const { mock } = anApi("token_expired")
  const tokens: (string | null)[] = []
  const fetch = (request: Request) => {
    tokens.push(request.headers.get("authorization"))
    return mock(request)
  }
  const { loop } = await importBlock<{ loop: sdk.LoopClient }>("tokens/2.ts", { fetch, session })
  await loop.labs.orders.create(body)
  expect(tokens).toEqual(["Bearer a-token", "Bearer a-new-token"])
})

// The block is a test.
await importBlock("testing/1.ts")

test("an aborted call returns a key for a later retry", async () => {
  const { mock } = anApi("loading")
  const controller = new AbortController()
  const loop = sdk.createClient({ token: "any", fetch: abortOnceSent(mock, controller) })
  const settleLater = aSpy()
  const { result } = await importBlock<{ result: sdk.CreateLabOrderResult }>("cancellation/1.ts", {
    loop,
    body,
    controller,
    settleLater,
  })
  expect(result.kind).toBe("aborted")
  expect(settleLater).toHaveBeenCalledExactlyOnceWith(result.meta.idempotencyKey)
})

test.each(["before", "after"])(
  "the block %s the migration from raw fetch places the same order",
  async (heading) => {
    const { mock } = anApi()
    const given = { fetch: mock, session, body }
    const { order } = await importBlock<{ order: sdk.LabOrder }>(`${heading}/1.ts`, given)
    expect(mock.orders()).toMatchObject([{ id: order.id, panel_slug: body.panel_slug }])
  },
)

test("the table of errors has every kind and its class", () => {
  const rows = [
    ...sectionOf("guides/handle-errors", "## Kinds of errors").matchAll(
      /^\|[^|]+\| `(\w+)` +\| `(\w+)` +\|/gm,
    ),
  ]
  const listed = rows.map(([, code, name]) => [code, name])
  expect(listed).toEqual(Object.entries(errorClasses).map(([code, { name }]) => [code, name]))
})

test("the lists of retried and other codes match the SDK", () => {
  const [, retried = "", rest = ""] =
    /- the API's ([^]*?);\n[^]*?It does not retry after ([^]*?) or any other error/.exec(
      sectionOf("guides/order-a-panel", "## Retries and deadlines"),
    ) ?? []
  const codes = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, code]) => code)
  const retries = (apiCode: string) =>
    retryRuleOf({ code: "upstream", status: 502, apiCode }) === "same_key"
  const declared = createLabOrder.errorCodes[502]
  expect(new Set(codes(retried))).toEqual(new Set(declared.filter(retries)))
  expect(codes(rest)).toEqual(declared.filter((code) => !retries(code)))
})

test("the table of options has every option of a client", () => {
  const options = {
    token: true,
    baseUrl: true,
    fetch: true,
    timeoutMs: true,
    maxRetries: true,
    onRequest: true,
    onResponse: true,
    onRetry: true,
  } satisfies Record<keyof sdk.ClientOptions, true>
  const listed = firstCells(sectionOf("guides/order-a-panel", "## Client options")).join()
  expect([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(Object.keys(options))
})

test("the site lists the versions that are tested", () => {
  const {
    react,
    "@types/react": _types,
    "typescript of ESM packages": _others,
    zod: _zod,
    ...rest
  } = versions
  const run = [
    ...Object.values(rest).flat(),
    ...react.flatMap((peers) => [peers.react, peers["@tanstack/react-query"]]),
  ]
  const named = sectionOf("compatibility", "## Tested with the SDK").match(/\d+\.\d+\.\d+/g) ?? []
  expect(new Set(named)).toEqual(new Set(run))
})

function failed(result: sdk.CreateLabOrderResult) {
  if (result.kind === "created") throw new Error("the order was created")
  return result
}

/** Aborts during a request. */
function abortOnceSent(mock: MockFetch, controller: AbortController) {
  return (request: Request) => {
    const response = mock(request)
    controller.abort()
    return response
  }
}
