import { readFile } from "node:fs/promises"
import fc from "fast-check"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { anyBody, findLeaks, valuesOf, word } from "./canary-values.ts"
import { createCanaryHandler } from "./canary-handler.ts"
import { scenarios } from "./error-scenarios.ts"
import { startTestService } from "../support/deployment.ts"

test.each(Object.entries(scenarios))("no output contains canaries for %s", async (_, scenario) => {
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
  // Exactly the expected codes occurred. A 201 has none.
  expect([...reached].toSorted()).toEqual(codes)
})

test("the scenarios cover every code of the contract that a request can cause", async () => {
  const document = parse(
    await readFile(new URL("../../../../spec/openapi.yaml", import.meta.url), "utf8"),
  ) as { paths: Record<string, Record<string, { responses: Record<string, ErrorCodes> }>> }
  const responses = Object.values(document.paths["/v1/labs/orders"]?.["post"]?.responses ?? {})
  const caused = Object.values(scenarios).flatMap(({ codes }) => codes)
  const notCaused = responses
    .flatMap((response) => Object.keys(response["x-error-codes"] ?? {}))
    .filter((code) => !caused.includes(code))
  // The contract requires no scope, and the handler has no concurrent requests here.
  expect(notCaused).toEqual(["insufficient_scope", "overloaded"])
})

interface ErrorCodes {
  readonly "x-error-codes"?: Readonly<Record<string, object>>
}

test("the server echoes only a well-formed request ID, and only in its header", async () => {
  const { send } = await createCanaryHandler()
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^zqx7[A-Za-z0-9-]{0,60}$/), anyBody, async (id, body) => {
      const { headers, body: responseBody } = await send({ body, headers: { "x-request-id": id } })
      const { "x-request-id": echoed, ...others } = headers
      expect(echoed).toBe(id)
      expect(findLeaks({ others, responseBody }, [id])).toEqual([])
    }),
    { numRuns: 50 },
  )
})

test("responses over HTTP contain no canaries in the status line and headers", async () => {
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
