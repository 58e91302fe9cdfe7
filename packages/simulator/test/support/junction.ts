import createClient from "openapi-fetch"
import type { CreateOrderRequest, paths } from "../../src/generated/junction.gen.ts"
import {
  createJunctionSimulator,
  simulatorPanels,
  type JunctionSimulatorOptions,
} from "../../src/index.ts"

/** Creates an order for a fictional patient. */
export function sampleOrder(userId: string, changes: Partial<CreateOrderRequest> = {}) {
  return {
    user_id: userId,
    patient_details: {
      first_name: "Ada",
      last_name: "Example",
      dob: "1990-04-12",
      gender: "female",
      phone_number: "+15555550142",
      email: "ada@example.com",
    },
    patient_address: {
      receiver_name: "Ada Example",
      first_line: "1 Sample Street",
      city: "Chicago",
      state: "IL",
      zip: "60601",
      country: "US",
    },
    order_set: { lab_test_ids: [...simulatorPanels.wellness.labTestIds] },
    passthrough: "our-order-1",
    ...changes,
  } satisfies CreateOrderRequest
}

/** Creates a simulator with a fixed clock and sequential IDs, and a typed client of it. */
export function startJunction(options: JunctionSimulatorOptions = {}) {
  const clock = { now: Date.parse("2026-09-26T01:08:18.250Z") }
  let ids = 0
  const simulator = createJunctionSimulator({
    now: () => clock.now,
    createId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`,
    ...options,
  })
  const client = createClient<paths>({
    baseUrl: "https://junction.example",
    fetch: simulator.fetch,
    headers: { "x-vital-api-key": "sk_us_sample" },
  })

  /** Sends any request. Returns the status and the body, parsed if it is JSON. */
  async function send(method: string, path: string, body?: unknown, headers?: object) {
    const response = await simulator.fetch(
      new Request(`https://junction.example${path}`, {
        method,
        headers: { "x-vital-api-key": "sk_us_sample", ...headers },
        ...(body === undefined
          ? {}
          : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    const type = response.headers.get("content-type") ?? ""
    const isJson = type.includes("json") && text !== ""
    return { status: response.status, type, body: isJson ? (JSON.parse(text) as unknown) : text }
  }

  /** Creates a user and returns the ID. */
  async function createUser(clientUserId = "lh_sample"): Promise<string> {
    const { data } = await client.POST("/v2/user", { body: { client_user_id: clientUserId } })
    if (data === undefined) throw new Error("no user")
    return data.user_id
  }

  /** Sends an order, with an idempotency key if one is passed. */
  async function order(body: CreateOrderRequest, key?: string) {
    return client.POST("/v3/order", {
      body,
      ...(key === undefined ? {} : { params: { header: { "X-Idempotency-Key": key } } }),
    })
  }

  return { simulator, client, clock, send, createUser, order }
}
