import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { createClient } from "@loop-health/integrations-sdk"
import document from "@loop-health/integrations-contract/openapi.json" with { type: "json" }
import { expect, test, vi } from "vitest"
import { diffContract, lintContract, releaseContract } from "../src/index.ts"
import { labOrders } from "./support/project.ts"
import { createScratchCopy, type ScratchCopy } from "./support/scratch-copy.ts"

// The test runs compilers, which are slow on a busy machine.
vi.setConfig({ testTimeout: 600_000 })

const code = "panel_paused"
const location = [...labOrders, "responses", "502", "x-error-codes", code]
/** Differs from an unknown code of a 502, which is retried and has the outcome `unknown`. */
const definition = {
  retry: "never",
  order: "not_created",
  summary: "The panel is paused.",
  action: "Order another panel.",
}
const order =
  document.paths["/v1/labs/orders"].post.requestBody.content["application/json"].examples.minimal
    .value

interface Mocks {
  readonly scenarioNames: readonly string[]
  createMockFetch(): typeof globalThis.fetch & { always(name: string): void }
}

const errorsOf = async ({ root: workingDirectory }: ScratchCopy) => {
  const { findings } = await lintContract({ workingDirectory })
  return findings.filter(({ severity }) => severity === "error").map(({ message }) => message)
}

test("the server, mocks, SDK, and table use an error code that is added to the contract", async () => {
  const copy = await createScratchCopy()
  const { root: workingDirectory } = copy

  // Lint requires the definition of the code.
  await copy.editContract((contract) => contract.setIn(location, { retry: "never" }))
  expect(await errorsOf(copy)).toContainEqual(
    expect.stringMatching(/^The field order of panel_paused is missing/),
  )
  await expect(copy.generate()).rejects.toThrow(/must map panel_paused to/)
  await copy.editContract((contract) => contract.setIn(location, definition))
  expect(await errorsOf(copy)).toEqual([])

  // The packages compile without an edit, and the generated table contains the code.
  await copy.generate()
  for (const name of ["server", "mocks", "sdk"]) {
    expect(await copy.typecheck(name, ["src"])).toBe("")
  }
  const row =
    /\| 502 +\| `panel_paused` +\| `never` +\| `not_created` +\| The panel is paused\. Order/
  expect(await readFile(join(workingDirectory, "spec/README.md"), "utf8")).toMatch(row)

  // The audit, the status, and the message of the server, and the scenario of the mocks.
  const { toOrderOutcome } = await copy.load<{ toOrderOutcome(code: string): string }>(
    "packages/server/src/orders/order-errors.ts",
  )
  expect(toOrderOutcome(code)).toBe("rejected")
  const { createMockFetch, scenarioNames } = await copy.load<Mocks>("packages/mocks/src/index.ts")
  expect(scenarioNames).toContain(code)
  const fetch = createMockFetch()
  fetch.always(code)

  // The SDK's retries and outcome.
  const sdk = await copy.load<{ createClient: typeof createClient }>("packages/sdk/src/index.ts")
  const { orders } = sdk.createClient({ token: "t", fetch }).labs
  expect(await orders.safeCreate(order as Parameters<typeof orders.safeCreate>[0])).toMatchObject({
    kind: "upstream",
    error: { status: 502, apiCode: code },
    meta: { attempts: 1, outcome: "not_created" },
  })

  // Diff reports changes of the code after it is released.
  await releaseContract({ workingDirectory, version: "1.0.0" })
  const changesAfter = async (edit: Parameters<ScratchCopy["editContract"]>[0]) => {
    await copy.editContract(edit)
    const { changes } = await diffContract({ workingDirectory, changesets: false })
    return changes
      .filter(({ base }) => base === "released")
      .map(({ level, rule }) => `${level} ${rule}`)
  }
  expect(
    await changesAfter((contract) => contract.setIn([...location, "order"], "unknown")),
  ).toEqual(["major error-code-order-changed"])
  expect(await changesAfter((contract) => contract.deleteIn(location))).toEqual([
    "minor error-code-removed",
  ])
})
