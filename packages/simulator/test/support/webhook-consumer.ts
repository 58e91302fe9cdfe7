import { createHmac, timingSafeEqual } from "node:crypto"
import { once } from "node:events"
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { onTestFinished } from "vitest"
import type { CreateOrderRequest } from "../../src/generated/junction.gen.ts"
import type { JunctionSimulatorOptions, WebhookOptions } from "../../src/index.ts"
import { sampleOrder, startJunction } from "./junction.ts"

/** Signing secret of the tests in Svix's format. */
export const secret = `whsec_${Buffer.from("the signing key of the tests").toString("base64")}`

/** A received webhook. */
export interface ReceivedWebhook {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  /** The raw body. */
  readonly body: string
}

/** Checks that a signature entry matches and that the timestamp differs by at most 300 seconds. */
export function isGenuine(webhook: ReceivedWebhook, now: number, whsec = secret): boolean {
  const { id, timestamp, signature, body } = webhook
  const key = Buffer.from(whsec.slice("whsec_".length), "base64")
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest()
  return (
    Math.abs(now / 1000 - Number(timestamp)) <= 300 &&
    signature.split(" ").some((entry) => {
      const [version, encoded = ""] = entry.split(",")
      const given = Buffer.from(encoded, "base64")
      return (
        version === "v1" && given.length === expected.length && timingSafeEqual(given, expected)
      )
    })
  )
}

/** Returns a webhook's event type and the status of its order. */
export function eventAndStatus({
  body,
}: Pick<ReceivedWebhook, "body">): [type: string, status?: string] {
  const { event_type, data } = JSON.parse(body) as {
    event_type: string
    data: { last_event?: { status: string } }
  }
  return data.last_event === undefined ? [event_type] : [event_type, data.last_event.status]
}

/** Starts a server that records webhooks. `respond` sends the responses. */
export async function startConsumer(
  respond: (response: ServerResponse, nth: number) => void = (response) => response.end(),
) {
  const received: ReceivedWebhook[] = []
  const server = createServer((incoming, response) => {
    const header = (name: string) => String(incoming.headers[`svix-${name}`])
    let body = ""
    incoming.setEncoding("utf8").on("data", (text: string) => (body += text))
    incoming.on("end", () => {
      received.push({
        id: header("id"),
        timestamp: header("timestamp"),
        signature: header("signature"),
        body,
      })
      respond(response, received.length)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/webhooks`, received }
}

/** Creates a simulator that sends webhooks to a URL, with a user and helper functions. */
export async function startSender(
  webhooks: Omit<WebhookOptions, "secret">,
  options: JunctionSimulatorOptions = {},
) {
  const junction = startJunction({ webhooks: { secret, ...webhooks }, ...options })
  const userId = await junction.createUser()
  return {
    ...junction,
    userId,
    async place(changes: Partial<CreateOrderRequest> = {}): Promise<string> {
      const { data } = await junction.order(sampleOrder(userId, changes))
      if (data === undefined) throw new Error("no order")
      return data.order.id
    },
    async push(orderId: string, finalStatus: string, body: object = {}, delay = 0) {
      const query = `final_status=${finalStatus}&delay=${delay}`
      return junction.send("POST", `/v3/order/${orderId}/test?${query}`, body)
    },
  }
}
