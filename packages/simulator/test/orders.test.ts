import { readFile } from "node:fs/promises"
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { expect, test } from "vitest"
import { parse } from "yaml"
import type { OrderStatus } from "../src/generated/junction.gen.ts"
import { simulatorPanels } from "../src/index.ts"
import { sampleOrder, startJunction } from "./support/junction.ts"

type Junction = ReturnType<typeof startJunction>

const idOf = ({ data }: Awaited<ReturnType<Junction["order"]>>) => data?.order.id ?? ""

const push = ({ client }: Junction, order_id: string, final_status?: OrderStatus) =>
  client.POST("/v3/order/{order_id}/test", {
    params: { path: { order_id }, query: final_status === undefined ? {} : { final_status } },
  })

const cancel = ({ client }: Junction, order_id: string) =>
  client.POST("/v3/order/{order_id}/cancel", { params: { path: { order_id } } })

const read = async ({ client }: Junction, order_id: string) =>
  (await client.GET("/v3/order/{order_id}", { params: { path: { order_id } } })).data

test.each([
  ["GET", ""],
  ["POST", "/cancel"],
  ["POST", "/test"],
])(
  "%s /v3/order/<id>%s returns 404 for an unknown order and 422 for an invalid ID",
  async (method, rest) => {
    const { send } = startJunction()
    const nowhere = "00000000-0000-4000-8000-00000000dead"
    expect(await send(method, `/v3/order/${nowhere}${rest}`)).toMatchObject({
      status: 404,
      body: { detail: "This order doesn't exist" },
    })
    expect((await send(method, `/v3/order/mine${rest}`)).status).toBe(422)
  },
)

test.each([
  ["user_id=me", 422],
  ["user_id=00000000-0000-4000-8000-00000000dead", 404],
  ["start_date=yesterday", 422],
  ["page=0", 422],
  ["size=101", 422],
  ["size=many", 422],
  ["order_key=price", 422],
  ["passthrough=our-order-1", 501],
  ["toString=1", 501],
])("GET /v3/orders?%s returns %i", async (query, status) => {
  const { send } = startJunction()
  expect((await send("GET", `/v3/orders?${query}`)).status).toBe(status)
})

test("a new order has the status received, our passthrough, and the observed time formats", async () => {
  const { simulator, createUser, order } = startJunction()
  const { data } = await order(sampleOrder(await createUser()))
  expect(data).toMatchObject({
    status: "success",
    message: "Order created successfully",
    order: {
      passthrough: "our-order-1",
      status: "received",
      created_at: "2026-09-26T01:08:18+00:00",
      last_event: { status: "received.walk_in_test.ordered", status_detail: null },
      patient_details: { dob: "1990-04-12T00:00:00+00:00" },
      order_transaction: {
        status: "active",
        orders: [{ low_level_status: "ordered", created_at: "2026-09-26T01:08:18.250000Z" }],
      },
    },
  })
  expect(simulator.orders()).toEqual([data?.order])
})

test("an order that overrides the collection method has another lab test ID", async () => {
  const { createUser, order } = startJunction()
  const userId = await createUser()
  const unchanged = await order(sampleOrder(userId))
  const overriding = await order(sampleOrder(userId, { collection_method: "at_home_phlebotomy" }))
  expect(unchanged.data?.order.lab_test.id).toBe(simulatorPanels.wellness.labTestIds[0])
  expect(overriding.data?.order.lab_test.id).not.toBe(simulatorPanels.wellness.labTestIds[0])
  expect(overriding.data?.order.details.type).toBe("at_home_phlebotomy")
})

test("orders are listed in pages, newest first, also those of the same time", async () => {
  const { client, clock, createUser, order } = startJunction()
  const userId = await createUser()
  for (const passthrough of ["1", "2", "3", "4"]) {
    if (passthrough === "4") clock.now += 1000
    await order(sampleOrder(userId, { passthrough }))
  }
  await order(sampleOrder(await createUser("lh_other"), { passthrough: "theirs" }))
  const list = async (query: object) => {
    const { data } = await client.GET("/v3/orders", {
      params: { query: { user_id: userId, ...query } },
    })
    return { ...data, orders: data?.orders.map((order) => order.passthrough) }
  }
  expect(await list({})).toEqual({ orders: ["4", "3", "2", "1"], total: 4, page: 1, size: 50 })
  expect(await list({ order_direction: "asc" })).toMatchObject({ orders: ["1", "2", "3", "4"] })
  expect(await list({ page: 2, size: 3 })).toEqual({ orders: ["1"], total: 4, page: 2, size: 3 })
  expect(await list({ page: 3, size: 3 })).toMatchObject({ orders: [], total: 4 })
})

test("orders are sorted by patient name or by status", async () => {
  const junction = startJunction()
  const userId = await junction.createUser()
  for (const first_name of ["Ben", "Ada", "Cleo"]) {
    const body = sampleOrder(userId)
    const patient_details = { ...body.patient_details, first_name }
    await junction.order({ ...body, patient_details })
  }
  const list = async (order_key: "patient_name" | "last_status") => {
    const query = { order_key, order_direction: "asc" } as const
    const { data } = await junction.client.GET("/v3/orders", { params: { query } })
    return data?.orders.map((order) => order.patient_details?.first_name)
  }
  expect(await list("patient_name")).toEqual(["Ada", "Ben", "Cleo"])
  await cancel(junction, junction.simulator.orders()[2]?.id ?? "")
  expect(await list("last_status")).toEqual(["Cleo", "Ben", "Ada"])
})

test("start_date and end_date are inclusive", async () => {
  const { client, clock, createUser, order } = startJunction()
  const userId = await createUser()
  const at = (ms: number) => new Date(ms).toISOString()
  const start = clock.now
  for (const passthrough of ["1", "2", "3"]) {
    await order(sampleOrder(userId, { passthrough }))
    clock.now += 1000
  }
  const list = async (query: object) => {
    const { data } = await client.GET("/v3/orders", { params: { query } })
    return data?.orders.map((order) => order.passthrough)
  }
  expect(await list({ start_date: at(start + 1000) })).toEqual(["3", "2"])
  expect(await list({ start_date: at(start + 1001) })).toEqual(["3"])
  expect(await list({ end_date: at(start + 1000) })).toEqual(["2", "1"])
})

test("the first status change of a new order only creates the requisition", async () => {
  const junction = startJunction()
  const id = idOf(await junction.order(sampleOrder(await junction.createUser())))
  expect((await push(junction, id, "completed.walk_in_test.completed")).data).toBe("Success")
  expect((await read(junction, id))?.last_event.status).toBe(
    "received.walk_in_test.requisition_created",
  )
  await push(junction, id, "completed.walk_in_test.completed")
  expect(await read(junction, id)).toMatchObject({
    status: "completed",
    interpretation: "normal",
    events: [{}, {}, { status: "completed.walk_in_test.completed" }],
    order_transaction: { status: "completed", orders: [{ low_level_status: "completed" }] },
  })
})

test("an unknown status and a status of another method are rejected", async () => {
  const { send, createUser, order } = startJunction()
  const path = `/v3/order/${idOf(await order(sampleOrder(await createUser())))}/test`
  expect((await send("POST", `${path}?final_status=done`)).status).toBe(422)
  expect((await send("POST", `${path}?delay=soon`)).status).toBe(422)
  expect((await send("POST", path, { interpretation: "fine" })).status).toBe(422)
  const foreign = "completed.testkit.completed"
  expect((await send("POST", `${path}?final_status=${foreign}`)).status).toBe(400)
})

test("a delayed status applies after its delay", async () => {
  const junction = startJunction()
  const id = idOf(await junction.order(sampleOrder(await junction.createUser())))
  await push(junction, id)
  const results = { interpretation: "abnormal", has_missing_results: true } as const
  await junction.client.POST("/v3/order/{order_id}/test", {
    params: { path: { order_id: id }, query: { delay: 60 } },
    body: results,
  })
  junction.clock.now += 59_999
  expect((await read(junction, id))?.events).toHaveLength(2)
  junction.clock.now += 1
  expect(await read(junction, id)).toMatchObject({ status: "completed", ...results })
})

test("a test kit gets tracking numbers when it is sent", async () => {
  const junction = startJunction()
  const order_set = { lab_test_ids: [...simulatorPanels.fertility.labTestIds] }
  const id = idOf(await junction.order(sampleOrder(await junction.createUser(), { order_set })))
  await push(junction, id)
  expect((await read(junction, id))?.details.data?.shipment).toBeNull()
  await push(junction, id, "collecting_sample.testkit.transit_customer")
  expect((await read(junction, id))?.details.data?.shipment?.outbound_tracking_number).toMatch(/\w/)
})

test("an order cannot be cancelled if the lab has the sample", async () => {
  const junction = startJunction()
  const id = idOf(await junction.order(sampleOrder(await junction.createUser())))
  await push(junction, id)
  await push(junction, id, "sample_with_lab.walk_in_test.partial_results")
  expect(await cancel(junction, id)).toMatchObject({
    response: { status: 400 },
    error: { error: "INVALID_REQUEST", status_code: 400 },
  })
  expect((await read(junction, id))?.last_event.status).toContain("sample_with_lab")
})

test("a second cancellation succeeds, and the order remains cancelled", async () => {
  const junction = startJunction()
  const id = idOf(await junction.order(sampleOrder(await junction.createUser())))
  expect((await cancel(junction, id)).data).toMatchObject({
    message: "order cancelled",
    order: { status: "cancelled", last_event: { status: "cancelled.walk_in_test.cancelled" } },
  })
  expect((await cancel(junction, id)).data?.message).toBe("order already cancelled")
  await push(junction, id, "completed.walk_in_test.completed")
  expect(await read(junction, id)).toMatchObject({
    status: "cancelled",
    events: [{}, {}],
    order_transaction: { status: "cancelled" },
  })
})

test("the lab test of every panel is listed as active, with filters and pages", async () => {
  const { client, send } = startJunction()
  expect((await send("GET", "/v3/lab_test?collection_method=by_post")).status).toBe(422)
  const list = async (query: object) =>
    (await client.GET("/v3/lab_test", { params: { query } })).data
  const all = await list({ status: "active" })
  expect(all?.next_cursor).toBeNull()
  expect(Object.fromEntries(all?.data.map(({ slug, id }) => [slug, { labTestIds: [id] }]) ?? [])) //
    .toEqual(simulatorPanels)
  // Local configurations and saved orders contain this ID.
  expect(simulatorPanels.wellness.labTestIds).toEqual(["0f6a4a1e-6c1d-4c52-9f0b-2d9b3a7f1c04"])
  expect((await list({ status: "inactive" }))?.data).toEqual([])
  const kits = await list({ collection_method: "testkit", name: "fert" })
  expect(kits?.data.map(({ slug }) => slug)).toEqual(["fertility"])
  expect((await list({ lab_slug: "labcorp" }))?.data).toHaveLength(4)
  const page = await list({ lab_test_limit: 4 })
  const rest = await list({ lab_test_limit: 4, next_cursor: page?.next_cursor })
  expect([...(page?.data ?? []), ...(rest?.data ?? [])]).toEqual(all?.data)
  expect(rest?.next_cursor).toBeNull()
})

test("every response matches spec/junction.openapi.yaml for its status", async () => {
  const file = new URL("../../../spec/junction.openapi.yaml", import.meta.url)
  const document = parse(await readFile(file, "utf8")) as Document
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: "junction", ...document })

  const junction = startJunction({ userCap: 1 })
  const { simulator, send, createUser } = junction
  const userId = await createUser()
  const nowhere = "00000000-0000-4000-8000-00000000dead"
  for (const { labTestIds } of Object.values(simulatorPanels)) {
    await junction.order(sampleOrder(userId, { order_set: { lab_test_ids: [...labTestIds] } }))
  }
  const [kit, visit] = simulator.orders().map(({ id }) => id) as [string, string]
  simulator.fault([{ name: "429", retryAfter: 1 }, { name: "503" }, { name: "500" }])
  const orders = "/v3/order/{order_id}"
  const calls: [string, string, string, unknown?][] = [
    ["POST", "/v3/order", "/v3/order", sampleOrder(userId)],
    ["POST", "/v3/order", "/v3/order", sampleOrder(userId)],
    ["POST", "/v3/order", "/v3/order", sampleOrder(userId)],
    ["POST", "/v3/order", "/v3/order", sampleOrder(userId)],
    ["POST", "/v3/order", "/v3/order", { user_id: 5 }],
    ["POST", "/v3/order", "/v3/order", sampleOrder(nowhere)],
    ["POST", "/v3/order", "/v3/order", sampleOrder(userId, { order_set: {} })],
    ["POST", "/v2/user", "/v2/user", { client_user_id: "lh_sample" }],
    ["POST", "/v2/user", "/v2/user", { client_user_id: "lh_other" }],
    ["GET", "/v2/user/resolve/{client_user_id}", "/v2/user/resolve/lh_sample"],
    ["GET", "/v2/user/resolve/{client_user_id}", "/v2/user/resolve/lh_other"],
    ["POST", `${orders}/test`, `/v3/order/${kit}/test`],
    ["POST", `${orders}/test`, `/v3/order/${kit}/test?final_status=completed.testkit.completed`],
    ["POST", `${orders}/test`, `/v3/order/${kit}/test?final_status=done`],
    ["POST", `${orders}/cancel`, `/v3/order/${kit}/cancel`],
    ["POST", `${orders}/cancel`, `/v3/order/${visit}/cancel`],
    ["GET", orders, `/v3/order/${kit}`],
    ["GET", orders, `/v3/order/${nowhere}`],
    ["GET", "/v3/orders", "/v3/orders"],
    ["GET", "/v3/orders", "/v3/orders?page=0"],
    ["GET", "/v3/lab_test", "/v3/lab_test"],
  ]
  const statuses = new Set<number>()
  for (const [method, template, path, body] of calls) {
    const response = await send(method, path, body)
    statuses.add(response.status)
    const { responses } = document.paths[template]?.[method.toLowerCase()] ?? {}
    const key = [String(response.status), "5XX"].find((status) => responses?.[status])
    expect(key, `${method} ${path} declares ${response.status}`).toBeDefined()
    const mediaType = response.type.split(";")[0] ?? ""
    const at = [template, method.toLowerCase(), key ?? ""].map((part) =>
      encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")),
    )
    const reference = responses?.[key ?? ""]?.$ref ?? `#/paths/${at[0]}/${at[1]}/responses/${at[2]}`
    const schema = `junction${reference}/content/${mediaType.replace("/", "~1")}/schema`
    const validate = ajv.compile({ $ref: schema })
    expect(validate(response.body), `${method} ${path}: ${ajv.errorsText(validate.errors)}`) //
      .toBe(true)
  }
  expect([...statuses].sort((one, other) => one - other)).toEqual([
    200, 400, 404, 422, 429, 500, 503,
  ])
})

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { $ref?: string }> }>>
}
