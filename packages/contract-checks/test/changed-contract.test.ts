import { createHash, createHmac } from "node:crypto"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import type { createClient } from "@loop-health/integrations-sdk"
import type * as server from "@loop-health/integrations-server"
import document from "@loop-health/integrations-contract/openapi.json" with { type: "json" }
import { expect, test, vi } from "vitest"
import type { Document } from "yaml"
import { diffContract, lintContract } from "../src/index.ts"
import { createScratchCopy, type ScratchCopy } from "./support/scratch-copy.ts"

// The tests run compilers, which are slow on a busy machine.
vi.setConfig({ testTimeout: 600_000 })

type Server = typeof server

const operation = ["paths", "/v1/labs/orders", "post"]
const order =
  document.paths["/v1/labs/orders"].post.requestBody.content["application/json"].examples.minimal
    .value

/** Returns the contract's definition of each code, or a definition for a new code. */
function definitionsOf(codes: readonly string[]): object {
  const {
    "400": invalid,
    "401": unauthenticated,
    "502": upstream,
  } = document.paths["/v1/labs/orders"].post.responses
  const known: Readonly<Record<string, object>> = {
    ...invalid["x-error-codes"],
    ...unauthenticated["x-error-codes"],
    ...upstream["x-error-codes"],
  }
  const added = { retry: "never", order: "not_created", summary: "New.", action: "Stop." }
  return Object.fromEntries(codes.map((code) => [code, known[code] ?? added]))
}

/** Declares a status with codes, which move to it from the statuses that have them. */
function declareStatus(contract: Document, status: number, ...codes: string[]): void {
  for (const other of ["400", "401", "502"]) {
    for (const code of codes) {
      contract.deleteIn([...operation, "responses", other, "x-error-codes", code])
    }
  }
  contract.setIn([...operation, "responses", String(status)], {
    description: `Declared as ${status}`,
    "x-error-codes": definitionsOf(codes),
    content: { "application/json": { schema: { $ref: "#/components/schemas/ApiError" } } },
  })
}

const noOrders: server.OrderLookup = {
  lookUp: async ({ orderIds }) => new Map(orderIds.map((id) => [id, { kind: "absent" }])),
  cancel: async () => false,
}

/** Creates a handler of the copy's server, with parts of the test. */
async function handlerOf(copy: ScratchCopy, parts: Partial<server.HandlerOptions> = {}) {
  const { createHandler, createMemoryLedger, toFetchHandler } = await copy.load<Server>(
    "packages/server/src/index.ts",
  )
  const handler = createHandler({
    ledger: createMemoryLedger(),
    lab: {
      ...noOrders,
      phoneRequired: false,
      place: async () => ({
        kind: "placed",
        placed: { junctionOrderId: "junction-1", status: "received" },
      }),
    },
    verifyToken: async () => ({ brandId: "brand", userId: "user", scopes: ["labs:write"] }),
    hashing: {
      hmac: (text) => createHmac("sha256", "secret").update(text).digest("hex"),
      sha256: (text) => createHash("sha256").update(text).digest("hex"),
    },
    ...parts,
  })
  return toFetchHandler(handler)
}

function orderRequest({ body = order as unknown, type = "application/json", key = "key-1" } = {}) {
  return new Request("http://service/v1/labs/orders", {
    method: "POST",
    headers: { authorization: "Bearer t", "idempotency-key": key, "content-type": type },
    body: JSON.stringify(body),
  })
}

/** Returns the status and the error code. */
async function statusAndCode(pending: Promise<Response>): Promise<[number, unknown]> {
  const response = await pending
  return [response.status, ((await response.json()) as { error?: string }).error]
}

test("the server uses the new status of a code without an edit, and the SDK requires its error class", async () => {
  const copy = await createScratchCopy()
  await copy.editContract((contract) => {
    contract.setIn([...operation, "security", 0, "bearerAuth"], ["labs:write"])
    contract.deleteIn([...operation, "x-scopes-state"])
    declareStatus(contract, 403, "insufficient_scope")
    declareStatus(contract, 409, "order_in_progress")
    declareStatus(contract, 413, "payload_too_large")
    declareStatus(contract, 415, "unsupported_media_type")
    declareStatus(contract, 422, "idempotency_key_reused")
    declareStatus(contract, 500, "internal_error")
    declareStatus(contract, 503, "store_unavailable", "overloaded")
  })
  await copy.generate()
  expect(await copy.typecheck("server", ["src"])).toBe("")

  const fetch = await handlerOf(copy)
  expect(await statusAndCode(fetch(orderRequest()))).toEqual([201, undefined])
  expect(await statusAndCode(fetch(orderRequest({ body: { ...order, total_cents: 1 } })))).toEqual([
    422,
    "idempotency_key_reused",
  ])
  expect(await statusAndCode(fetch(orderRequest({ type: "text/plain" })))).toEqual([
    415,
    "unsupported_media_type",
  ])
  expect(await statusAndCode(fetch(orderRequest({ body: "x".repeat(70_000) })))).toEqual([
    413,
    "payload_too_large",
  ])

  const unscoped = await handlerOf(copy, {
    verifyToken: async () => ({ brandId: "brand", userId: "user", scopes: [] }),
  })
  expect(await statusAndCode(unscoped(orderRequest()))).toEqual([403, "insufficient_scope"])
  expect((await unscoped(orderRequest())).headers.get("www-authenticate")).toBe(
    'Bearer error="insufficient_scope", scope="labs:write"',
  )

  const { createMemoryLedger } = await copy.load<Server>("packages/server/src/index.ts")
  const ended = { code: "order_in_progress" as const, indeterminate: false, sent: false }
  const busy = createMemoryLedger()
  const released = {
    ...busy,
    claim: async (intent: server.Intent) => {
      await busy.claim(intent)
      await busy.release(intent, 1, ended)
      return { kind: "in_progress" as const, fence: 1 }
    },
  }
  expect(
    await statusAndCode((await handlerOf(copy, { ledger: released }))(orderRequest())),
  ).toEqual([409, "order_in_progress"])
  const broken = { ...createMemoryLedger(), claim: () => Promise.reject(new Error("disk")) }
  expect(await statusAndCode((await handlerOf(copy, { ledger: broken }))(orderRequest()))).toEqual([
    503,
    "store_unavailable",
  ])
  const place = () => Promise.reject(new Error("bug"))
  const lab = { ...noOrders, phoneRequired: false, place }
  expect(await statusAndCode((await handlerOf(copy, { lab }))(orderRequest()))).toEqual([
    500,
    "internal_error",
  ])

  // Each new status is a compile error in the exhaustive parts of the SDK.
  const errors = await copy.typecheck("sdk", ["src", "test/types.test.ts"])
  expect(errors).toMatch(/src\/lab-orders\.ts.+missing.+: 403, .+ and 3 more/)
  expect(errors).toMatch(/test\/types\.test\.ts/)
})

test("the server sends a status only for the codes that declare it", async () => {
  const copy = await createScratchCopy()
  await copy.editContract((contract) => declareStatus(contract, 409, "order_in_progress"))
  await copy.generate()
  const fetch = await handlerOf(copy)
  await fetch(orderRequest())
  expect(await statusAndCode(fetch(orderRequest({ body: { ...order, total_cents: 1 } })))).toEqual([
    400,
    "idempotency_key_reused",
  ])
})

test.each<[string, (contract: Document) => void]>([
  [
    "lab-orders: operationId must be a camelCase name",
    (contract) => contract.setIn([...operation, "operationId"], "lab-orders"),
  ],
  [
    "createLabOrder: the response 200 must be application/json",
    (contract) => contract.setIn([...operation, "responses", "200"], { description: "Empty" }),
  ],
  [
    "createLabOrder: the request body must be application/json",
    (contract) =>
      contract.setIn([...operation, "requestBody", "content", "application/json", "schema"], {
        type: "array",
      }),
  ],
  [
    "createLabOrder: x-error-codes of the 401 response must map token_expired to { retry: never|same_key|new_token, order:",
    (contract) =>
      contract.setIn(
        [...operation, "responses", "401", "x-error-codes"],
        contract.createNode({ token_expired: "new_token" }),
      ),
  ],
  [
    "createLabOrder declares token_expired under two statuses",
    (contract) =>
      contract.setIn(
        [...operation, "responses", "502", "x-error-codes"],
        contract.createNode(definitionsOf(["token_expired", "internal_error"])),
      ),
  ],
  [
    "The error code token_expired has different definitions in createLabOrder 401 and createOther 401",
    (contract) => {
      const { post } = document.paths["/v1/labs/orders"]
      const other = ["paths", "/v1/other", "post"]
      contract.setIn(other, contract.createNode({ ...post, operationId: "createOther" }))
      contract.setIn(
        [...other, "responses", "401", "x-error-codes", "token_expired", "action"],
        "-",
      )
    },
  ],
  [
    "createLabOrder: security must be exactly one bearerAuth requirement",
    (contract) => contract.deleteIn([...operation, "security"]),
  ],
  [
    "cancelLabOrder: a {parameter} must be a whole segment",
    (contract) =>
      contract.setIn(["paths", "/v1/labs/orders/{id}:cancel"], {
        parameters: [],
        post: { operationId: "cancelLabOrder" },
      }),
  ],
])("generate rejects an unsupported contract: %s", async (message, change) => {
  const copy = await createScratchCopy()
  await copy.editContract(change)
  await expect(copy.generate()).rejects.toThrow(message)
})

test("a new status without an error class does not compile in the SDK", async () => {
  const copy = await createScratchCopy()
  await copy.editContract((contract) => declareStatus(contract, 418, "patient_rejected"))
  await copy.generate()
  expect(await copy.typecheck("server", ["src"])).toBe("")
  expect(await copy.typecheck("sdk", ["src"])).toMatch(/src\/lab-orders\.ts.+'418'/)
})

test("the four steps of CONTRIBUTING.md add an optional field and a second operation", async () => {
  const copy = await createScratchCopy()

  // 1. Change the document.
  await copy.editContract((contract) => {
    contract.setIn(["components", "schemas", "LabOrderRequest", "properties", "note"], {
      type: "string",
      maxLength: 200,
      description: "For the lab.",
    })
    contract.setIn(["components", "parameters", "OrderId"], {
      name: "order_id",
      in: "path",
      required: true,
      description: "The order.",
      schema: { type: "string" },
    })
    const json = (name: string) => ({
      content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
    })
    const error = (description: string, ...codes: string[]) => ({
      description,
      "x-error-codes": definitionsOf(codes),
      ...json("ApiError"),
    })
    contract.setIn(["paths", "/v1/labs/orders/{order_id}"], {
      get: {
        operationId: "getLabOrder",
        tags: ["labs"],
        summary: "Get a lab order",
        description: "Returns an order of the caller.",
        security: [{ bearerAuth: [] }],
        "x-scopes-state": "undeclared",
        parameters: [{ $ref: "#/components/parameters/OrderId" }],
        responses: {
          "200": { description: "The order", ...json("LabOrder") },
          "401": error("Unauthenticated", "unauthenticated", "token_expired"),
          "404": error("No such order", "order_not_found"),
          "502": error("Upstream error", "auth_unavailable", "store_unavailable", "internal_error"),
        },
      },
    })
  })

  // 2. Generate.
  await copy.generate()

  // 3. Fix the compile errors, which list the files that need the operation.
  expect(await copy.typecheck("server", ["src"])).toMatch(
    /^[^\n]*src\/operations\/index\.ts[^\n]+'getLabOrder'[^\n]*\s*$/,
  )
  expect(await copy.typecheck("sdk", ["src", "test/types.test.ts"])).toMatch(
    /test\/types\.test\.ts.+[\r\n]+.+'getLabOrder' is missing/,
  )

  // Adds one file in operations/, one method of the order service, and one row.
  await copy.write(
    "packages/server/src/operations/get-lab-order.ts",
    `import { ServiceError } from "../service-error.ts"
import type { OperationHandlers, OperationParts } from "./operation.ts"

/** \`GET /v1/labs/orders/{order_id}\`: returns an order of the caller. */
export function getLabOrder({ orders }: OperationParts): OperationHandlers["getLabOrder"] {
  return async ({ caller, parameters: { order_id } }) => {
    const body = await orders.find(caller, order_id)
    if (body === undefined) throw new ServiceError("order_not_found", "No order has this id.")
    return { status: 200, body }
  }
}
`,
  )
  const orderService = "packages/server/src/orders/order-service.ts"
  await copy.replace(
    orderService,
    "export interface OrderService {\n",
    `export interface OrderService {
  /** Returns the caller's order, or undefined if the caller has no order of this id. */
  find(caller: Caller, orderId: string): Promise<LabOrder | undefined>
`,
  )
  await copy.replace(
    orderService,
    "    async create(caller,",
    `    async find(caller, orderId) {
      const row = await parts.ledger.find(caller, orderId)
      return row?.placed && toLabOrder(row, row.placed)
    },
    async create(caller,`,
  )
  const operations = "packages/server/src/operations/index.ts"
  await copy.replace(
    operations,
    "    createLabOrder: createLabOrder(parts),\n",
    "    createLabOrder: createLabOrder(parts),\n    getLabOrder: getLabOrder(parts),\n",
  )
  await copy.replace(
    operations,
    'from "./create-lab-order.ts"\n',
    'from "./create-lab-order.ts"\nimport { getLabOrder } from "./get-lab-order.ts"\n',
  )
  expect(await copy.typecheck("server", ["src"])).toBe("")

  // Adds one method of the SDK.
  const labOrders = "packages/sdk/src/lab-orders.ts"
  await copy.replace(
    labOrders,
    "export interface LabOrders {\n",
    `export interface LabOrders {
  /** Returns an order of the caller. */
  readonly get: (orderId: string, options?: CallOptions) => Promise<LabOrder>
`,
  )
  await copy.replace(
    labOrders,
    "  return { create, safeCreate }\n",
    `  const get: LabOrders["get"] = async (orderId, options) =>
    unwrap(await runCall(settings, getLabOrder(orderId), options), get).order

  return { create, safeCreate, get }
`,
  )
  await copy.replace(
    labOrders,
    "/** Checks only the ID",
    `interface FoundLabOrder {
  readonly kind: "found"
  readonly status: 200
  readonly order: LabOrder
  readonly meta: CallMeta
}

function getLabOrder(orderId: string): Operation<operations["getLabOrder"], FoundLabOrder> {
  return {
    method: "GET",
    path: "/v1/labs/orders/{order_id}",
    params: { path: { order_id: orderId } },
    createUrl,
    successStatus: 200,
    readSuccess: (value, meta) =>
      isLabOrder(value) ? { kind: "found", status: 200, order: value, meta } : undefined,
    errors: { 401: UnauthenticatedError, 404: UnexpectedStatusError, 502: UpstreamError },
  }
}

/** Checks only the ID`,
  )
  await copy.replace(
    labOrders,
    'import { runCall } from "./call/run-call.ts"\n',
    'import { createUrl } from "./call/create-url.ts"\nimport { runCall } from "./call/run-call.ts"\n',
  )
  await copy.replace(
    labOrders,
    "import type { KeyedCallMeta, Outcome }",
    "import type { CallMeta, KeyedCallMeta, Outcome }",
  )
  await copy.replace(
    labOrders,
    "import { UnauthenticatedError, UpstreamError, ValidationError }",
    "import { UnauthenticatedError, UnexpectedStatusError, UpstreamError, ValidationError }",
  )
  await copy.replace(
    "packages/sdk/test/types.test.ts",
    "    createLabOrder: (client) => client.labs.orders.create,\n",
    "    createLabOrder: (client) => client.labs.orders.create,\n    getLabOrder: (client) => client.labs.orders.get,\n",
  )
  expect(await copy.typecheck("sdk", ["src", "test/types.test.ts"])).toBe("")

  // The change edits no generic file.
  expect(await copy.changedSources()).toEqual([
    "packages/sdk/src/lab-orders.ts",
    "packages/server/src/operations/get-lab-order.ts",
    "packages/server/src/operations/index.ts",
    "packages/server/src/orders/order-service.ts",
  ])

  // The tests of the contract derive their values from the schema.
  expect(await copy.test("contract")).toBe("")

  // 4. Add a changeset, and run the checks.
  const isError = ({ severity }: { severity: string }) => severity === "error"
  const { root: workingDirectory } = copy
  expect((await lintContract({ workingDirectory })).findings.filter(isError)).toEqual([])
  await rm(join(workingDirectory, ".changeset/contract-first-release.md"), { force: true })
  const withoutChangeset = await diffContract({ workingDirectory })
  expect(withoutChangeset.findings).toMatchObject([{ rule: "changeset-missing" }])
  await copy.write(
    ".changeset/note-and-orders.md",
    '---\n"@loop-health/integrations-contract": minor\n---\n\nA note, and reading an order.\n',
  )
  const withChangeset = await diffContract({ workingDirectory })
  expect(withChangeset.findings).toEqual([])
  expect(withChangeset.changes.filter(({ level }) => level === "major")).toEqual([])

  // The changed SDK works with the changed server.
  const fetch = await handlerOf(copy, {
    verifyToken: async (userId) => ({ brandId: "brand", userId, scopes: [] }),
  })
  const sdk = await copy.load<{ createClient: typeof createClient }>("packages/sdk/src/index.ts")
  const ordersOf = (token: string) =>
    (sdk.createClient({ token, fetch }) as unknown as ChangedClient).labs.orders
  const created = await ordersOf("ada").create({ ...order, note: "short" })
  expect(await ordersOf("ada").get(created.id)).toEqual(created)
  for (const [user, id] of [
    ["ben", created.id],
    ["ada", "x/y z"],
  ] as const) {
    await expect(ordersOf(user).get(id)).rejects.toMatchObject({
      status: 404,
      apiCode: "order_not_found",
    })
  }
  await expect(ordersOf("ada").create({ ...order, note: "x".repeat(201) })).rejects.toMatchObject({
    details: [{ path: "/note", message: "must have at most 200 characters" }],
  })
  const statusOf = async (path: string, method = "GET") => {
    const headers = { authorization: "Bearer ada" }
    return (await fetch(new Request(`http://service/v1/labs/orders${path}`, { method, headers })))
      .status
  }
  expect(await statusOf(`/${created.id.replace("-", "%2D")}`)).toBe(200)
  expect(await statusOf(`/${created.id}`, "DELETE")).toBe(405)
  expect(await statusOf("")).toBe(405)
  for (const path of ["/", `/${created.id}/`, `/${created.id}/more`, "/%ff"]) {
    expect(await statusOf(path)).toBe(404)
  }
})

interface ChangedClient {
  readonly labs: {
    readonly orders: {
      create(order: object): Promise<{ readonly id: string }>
      get(orderId: string): Promise<object>
    }
  }
}
