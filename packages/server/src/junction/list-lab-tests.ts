import {
  createJunctionClient,
  defaultCallTimeoutMs,
  getField,
  type JunctionClientOptions,
  type JunctionResponse,
} from "./client.ts"

/** The properties of a lab test that decide whether a panel can be ordered. */
export interface ListedLabTest {
  readonly active: boolean
  readonly lab: string | undefined
  readonly method: string | undefined
}

/** A `date` of Junction and the times around it, in epoch milliseconds. */
interface MeasuredDate {
  readonly value: number
  readonly sentAt: number
  readonly receivedAt: number
}

/** The team's lab tests by ID, or the unexpected response. */
export type LabTestList = { readonly date: MeasuredDate | undefined } & (
  | {
      readonly kind: "listed"
      readonly labTests: ReadonlyMap<string, ListedLabTest>
      /** Whether every page was read. */
      readonly complete: boolean
    }
  | { readonly kind: "failed"; readonly response: JunctionResponse }
)

/** Maximum number of pages with 50 lab tests each. */
const maxPages = 20

/** Time for all pages, in milliseconds. */
const totalTimeoutMs = 15_000

/** Lists the team's lab tests at Junction. An error is part of the result. */
export async function listLabTests(options: JunctionClientOptions): Promise<LabTestList> {
  const client = createJunctionClient(options)
  const deadline = performance.now() + totalTimeoutMs
  const labTests = new Map<string, ListedLabTest>()
  let date: MeasuredDate | undefined
  let cursor: string | undefined
  for (let page = 0; page < maxPages; page += 1) {
    const timeoutMs = Math.floor(Math.min(defaultCallTimeoutMs, deadline - performance.now()))
    if (timeoutMs <= 0) break
    const query = cursor === undefined ? {} : { next_cursor: cursor }
    const sentAt = Date.now()
    const response = await client.call({ operation: "listLabTests", timeoutMs }, (api, defaults) =>
      api.GET("/v3/lab_test", { ...defaults, params: { query } }),
    )
    if (response.kind === "response" && response.date !== undefined) {
      date ??= { value: response.date, sentAt, receivedAt: Date.now() }
    }
    const body = response.kind === "response" && response.status === 200 ? response.body : undefined
    const data = getField(body, "data")
    if (!Array.isArray(data)) return { kind: "failed", response, date }
    for (const labTest of data) {
      const id = textOf(labTest, "id")
      if (id !== undefined) labTests.set(id.toLowerCase(), toListed(labTest))
    }
    cursor = textOf(body, "next_cursor")
    if (cursor === undefined) return { kind: "listed", labTests, complete: true, date }
  }
  return { kind: "listed", labTests, complete: false, date }
}

function toListed(labTest: unknown): ListedLabTest {
  return {
    active: getField(labTest, "status") === "active",
    lab: textOf(getField(labTest, "lab"), "slug"),
    method: textOf(labTest, "method"),
  }
}

function textOf(value: unknown, name: string): string | undefined {
  const text = getField(value, name)
  return typeof text === "string" ? text : undefined
}
