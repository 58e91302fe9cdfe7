import { randomUUID } from "node:crypto"
import { createHandler, type OrderHandler } from "../src/handler.ts"
import { aLabOrder } from "../test/support/a-lab-order.ts"
import type { TokenVerifier } from "../src/caller.ts"
import { createParts } from "./duties.ts"

const requests = 10_000
const body = Buffer.from(JSON.stringify(aLabOrder()))

/** CPU time of one request to the handler without HTTP, in microseconds. */
export interface InProcess {
  readonly newOrder: number
  readonly replay: number
}

/** Measures the handler without HTTP, one request at a time. Rejects unless all get a 201. */
export async function measureInProcess(
  verifyToken: TokenVerifier,
  tokens: readonly string[],
): Promise<InProcess> {
  const { audit, ...parts } = await createParts()
  const handler = createHandler({ ...parts, verifyToken, telemetry: [audit] })
  const newOrder = await measure(handler, tokens, randomUUID)
  await send(handler, tokens[0] ?? "", "key")
  return { newOrder, replay: await measure(handler, tokens.slice(0, 1), () => "key") }
}

async function measure(
  handler: OrderHandler,
  tokens: readonly string[],
  createKey: () => string,
): Promise<number> {
  const before = process.cpuUsage()
  for (let request = 0; request < requests; request += 1) {
    await send(handler, tokens[request % tokens.length] ?? "", createKey())
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / requests
}

async function send(handler: OrderHandler, token: string, key: string): Promise<void> {
  const headers: Readonly<Record<string, string>> = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "idempotency-key": key,
    "content-length": String(body.length),
  }
  const { status } = await handler({
    method: "POST",
    path: "/v1/labs/orders",
    header: (name) => headers[name],
    readBody: async () => body,
  })
  if (status !== 201) throw new Error(`The handler responded with ${status} instead of 201.`)
}
