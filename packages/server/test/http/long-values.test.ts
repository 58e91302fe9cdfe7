import { expect, test } from "vitest"
import { toFetchHandler, withCors, type Handler } from "../../src/index.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { createTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"

/** Almost the maximum size of a body, in bytes. */
const longest = 63_000

/** CPU time that a request may take, in milliseconds. A quadratic algorithm takes seconds. */
const maxCpuMs = 500

const starts = [
  "",
  "a",
  "+",
  "+1",
  "(",
  '"',
  "a@",
  "a@a",
  "a@[IPv6:",
  "Bearer ",
  "application/json;",
  "00-",
]
const units = [
  "a",
  "1",
  " ",
  "-",
  ".",
  ",",
  "(1)",
  "()",
  ":",
  "::1",
  "@",
  "a@",
  "a.",
  "=",
  ";",
  '\\"',
  "\t",
  "é",
]
const marks = ["\u0344", "\u0334", "\u0344\u0334", "\ufdfa", "a\u0301", "\u1e9b\u0323", "\u{1d160}"]
const ends = ["x", "", "!", ")", "\u0334"]

/** Long values on which slow patterns and algorithms show. */
function* longValues(parts: readonly string[]): Generator<string> {
  for (const [at, unit] of parts.entries()) {
    // A mark is slow after any letter, and no pattern has one.
    for (const start of marks.includes(unit) ? ["a"] : starts) {
      // Every end with every start would take minutes.
      const last = ends[(starts.indexOf(start) + at) % ends.length] ?? ""
      const count = Math.floor(
        (longest - 50) / Buffer.byteLength(JSON.stringify(unit).slice(1, -1)),
      )
      yield start + unit.repeat(count) + last
    }
  }
  // Blocks of marks that Unicode normalization has to sort.
  for (const [one = "", other = ""] of [
    ["\u0344", "\u0334"],
    ["\u0301", "\u0323"],
  ]) {
    yield `a${one.repeat(longest / 4)}${other.repeat(longest / 4)}`
  }
}

/** Returns the CPU time of the fastest of three runs, in milliseconds. Stops at a fast one. */
async function measureCpuMs(work: () => Promise<unknown>): Promise<number> {
  let fastest = Infinity
  for (let run = 0; run < 3 && fastest > maxCpuMs; run += 1) {
    const before = process.threadCpuUsage()
    await work()
    const { user, system } = process.threadCpuUsage(before)
    fastest = Math.min(fastest, (user + system) / 1_000)
  }
  return fastest
}

const fields = [
  ...["first_name", "last_name", "dob", "email", "phone", "sex"].map((name) => ["patient", name]),
  ...["line1", "line2", "city", "state", "zip", "country"].map((name) => ["address", name]),
  ...["panel_slug", "currency", "patient_id", "unknown"].map((name) => ["", name]),
] as const

test.each(fields)(
  "a long value of the field %s/%s takes little CPU time",
  async (parent = "", name = "") => {
    const { send } = createTestHandler({ lab: createPlacingLab() })
    for (const value of longValues([...units, ...marks])) {
      const field = { [name]: value }
      const body = aLabOrder(parent === "" ? field : { [parent]: field })
      let status = 0
      const cpuMs = await measureCpuMs(async () => ({ status } = await send({ body })))
      expect(cpuMs).toBeLessThan(maxCpuMs)
      // An unknown field and a blank second line are ignored.
      const ignored = name === "unknown" || (name === "line2" && value.trim() === "")
      expect(status).toBe(ignored ? 201 : 400)
    }
  },
)

test.each(["key", "number", "list", "object"])(
  "a body with a long %s takes little CPU time",
  async (what) => {
    const { send } = createTestHandler({ lab: createPlacingLab() })
    const json = JSON.stringify(aLabOrder()).slice(0, -1)
    const values: Readonly<Record<string, (count: number) => string>> = {
      key: (count) => `"${"a".repeat(count)}":1`,
      number: (count) => `"total_cents":${"9".repeat(count)}`,
      list: (count) => `"x":${"[".repeat(count / 2)}${"]".repeat(count / 2)}`,
      object: (count) => Array.from({ length: count / 10 }, (_, index) => `"k${index}":1`).join(),
    }
    const bytes = `${json},${values[what]?.(longest - json.length - 2)}}`
    expect(await measureCpuMs(() => send({ bytes }))).toBeLessThan(maxCpuMs)
  },
)

const corsHeaders = ["origin", "access-control-request-method"]
const headers = [
  "authorization",
  "content-type",
  "content-encoding",
  "content-length",
  "idempotency-key",
  "x-request-id",
  "traceparent",
  "tracestate",
  ...corsHeaders,
]

test.each(headers)("a long value of the header %s takes little CPU time", async (name) => {
  const { handler } = createTestHandler({ lab: createPlacingLab() })
  const handle: Handler = withCors(handler, { origins: ["https://app.example"] })
  for (const value of longValues(units)) {
    for (const method of corsHeaders.includes(name) ? ["POST", "OPTIONS"] : ["POST"]) {
      const sent = new Map([
        ["authorization", "Bearer good"],
        ["content-type", "application/json"],
        ["idempotency-key", "key"],
        ["origin", "https://app.example"],
        [name, value],
      ])
      const request = {
        method,
        path: "/v1/labs/orders",
        header: (header: string) => sent.get(header),
        readBody: async () => Buffer.from(JSON.stringify(aLabOrder())),
      }
      const cpuMs = await measureCpuMs(() => handle(request))
      expect(cpuMs).toBeLessThan(maxCpuMs)
    }
  }
})

test("a long path takes little CPU time", async () => {
  const { handler } = createTestHandler({ lab: createPlacingLab() })
  const handle = toFetchHandler(handler)
  for (const unit of ["/", "/a", "%", "%20", "?", "."]) {
    const url = `https://api.example/v1/labs/orders${unit.repeat(longest / unit.length)}`
    expect(await measureCpuMs(() => handle(new Request(url)))).toBeLessThan(maxCpuMs)
  }
})
