import { readFile } from "node:fs/promises"
import fc from "fast-check"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { anyBody, findLeaks, valuesOf, word } from "./canary-values.ts"
import { createCanaryHandler } from "./canary-handler.ts"
import { scenarios } from "./error-scenarios.ts"
import { startTestService } from "../support/deployment.ts"

test.each(Object.entries(scenarios))("%s is answered without an echo", async (_, scenario) => {
  const { codes, parts, requests, before, runs = 100 } = scenario
  const handler = await createCanaryHandler(await parts?.())
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(await requests(handler), async ({ faults = [], ...request }) => {
      if (before !== undefined) await handler.send(before(request))
      handler.simulator.clearFaults()
      handler.simulator.fault(faults)
      reached.add(await handler.sendAndCheck(request))
    }),
    { numRuns: runs },
  )
  // Every code was seen, and no other: "201" would be undefined.
  expect([...reached].toSorted()).toEqual(codes)
})

test("every code of the contract is among them, but for what cannot be provoked", async () => {
  const document = parse(
    await readFile(new URL("../../../../spec/openapi.yaml", import.meta.url), "utf8"),
  ) as { paths: Record<string, Record<string, { responses: Record<string, ErrorCodes> }>> }
  const responses = Object.values(document.paths["/v1/labs/orders"]?.["post"]?.responses ?? {})
  const provoked = Object.values(scenarios).flatMap(({ codes }) => codes)
  const unprovoked = responses
    .flatMap((response) => Object.keys(response["x-error-codes"] ?? {}))
    .filter((code) => !provoked.includes(code))
  // No scope is required as long as the contract declares none, and nothing counts requests yet.
  expect(unprovoked).toEqual(["insufficient_scope", "overloaded"])
})

interface ErrorCodes {
  readonly "x-error-codes"?: Readonly<Record<string, object>>
}

test("a well-formed request id is the one thing that is repeated, and only where it belongs", async () => {
  const { send } = await createCanaryHandler()
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^zqx7[A-Za-z0-9-]{0,60}$/), anyBody, async (id, body) => {
      const { headers, body: responseBody } = await send({ body, headers: { "x-request-id": id } })
      const { "x-request-id": repeated, ...others } = headers
      expect(repeated).toBe(id)
      expect(findLeaks({ others, responseBody }, [id])).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test("nothing is echoed over HTTP either: not in the status line, not in a header", async () => {
  const { url } = await startTestService()
  await fc.assert(
    fc.asyncProperty(anyBody, word, async (body, canary) => {
      for (const path of ["/v1/labs/orders", `/v1/${canary}`]) {
        const response = await fetch(`${url}${path}?${canary}`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${canary}`,
            "content-type": `application/json; ${canary}`,
            "idempotency-key": canary,
            "x-request-id": `${canary}.`,
            [canary]: canary,
          },
          body: JSON.stringify(body),
        })
        const { status, statusText } = response
        expect(status).toBeGreaterThanOrEqual(400)
        const output = { statusText, headers: [...response.headers], body: await response.text() }
        expect(findLeaks(output, valuesOf(body))).toEqual([])
      }
    }),
    { numRuns: 20 },
  )
})
