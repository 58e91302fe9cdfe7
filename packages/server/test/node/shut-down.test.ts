import { expect, test } from "vitest"
import { createMemoryLedger } from "../../src/index.ts"
import { countActiveRequests } from "../../src/node/http/active-requests.ts"
import { serve } from "../../src/node/http/serve.ts"
import { shutDown } from "../../src/node/shut-down.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { createTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"

test("a shutdown ends although the lab and the ledger no longer respond", async () => {
  const never = new Promise<never>(() => {})
  const placing = Promise.withResolvers<void>()
  const lab = createPlacingLab(() => {
    placing.resolve()
    return never
  })
  const ledger = { ...createMemoryLedger(), release: () => never }
  const { handler } = createTestHandler({ ledger, lab })
  const requests = countActiveRequests(handler)
  const server = await serve(requests.handler, { port: 0 })
  const response = fetch(`${server.url}/v1/labs/orders`, {
    method: "POST",
    headers: {
      authorization: "Bearer good",
      "content-type": "application/json",
      "idempotency-key": "key-1",
    },
    body: JSON.stringify(aLabOrder()),
  })
  await placing.promise
  const errors: unknown[] = []
  await shutDown({
    requests,
    server,
    orders: handler,
    reconciler: { stop: () => never },
    onError: (error) => errors.push(error),
    shutdownDelayMs: 0,
    drainTimeoutMs: 10,
  })
  await expect(response).rejects.toThrow("fetch failed")
  expect(errors).toMatchObject([
    { message: "The ledger did not release the remaining claims in time." },
  ])
})
