/** When a fault strikes. */
export interface FaultScope {
  /** How many requests it strikes; 1 when absent. */
  readonly times?: number
  /** What the path begins with. */
  readonly path?: string
  readonly method?: string
}

/**
 * What goes wrong. Unless `path` or `method` say otherwise, the `list-` faults strike `GET /v3/orders` and all others
 * `POST /v3/order` (not its `/cancel` and `/test`); with only a `method`, whatever lies under `/v3/order`.
 *
 * - `reset-before-create`: the connection is reset; nothing was executed.
 * - `reset-after-create`: the connection is reset; the request was executed and its answer saved under its key.
 * - `status`: this answer; nothing was executed. `saved` says whether it is saved under the request's key, as Junction
 *   saves the failures of what it executed; when absent, from 400 on but not 409, 422, 429 and 503. A saved
 *   answer never replaces one that the key has already.
 * - `500` (saved), `429` (not saved, `retryAfter` in seconds), `503` (not saved): short for `status`.
 * - `delay`: executed after `ms`, even when the caller is gone by then; its key is in flight meanwhile.
 * - `hang`: nothing was executed, and no answer ever comes.
 * - `stalled-body`: executed; the headers and half of the body come.
 * - `non-json-200`: executed; the answer is a page of HTML with status 200.
 * - `missing-field`: executed; that member is left out of the orders in the answer (not of what is saved).
 * - `other-passthrough`: executed; the orders in the answer carry another passthrough (those that are saved do not).
 * - `gateway-504-then-create`: a 504 at once; executed nevertheless, at once or `ms` later.
 * - `list-lags`: orders younger than `forMs` are not listed.
 * - `list-fails`: this status.
 * - `redirect`: a 307 to another host; nothing was executed.
 */
export type Fault = FaultScope &
  (
    | { readonly name: "reset-before-create" }
    | { readonly name: "reset-after-create" }
    | {
        readonly name: "status"
        readonly status: number
        readonly body?: unknown
        readonly headers?: Readonly<Record<string, string>>
        readonly saved?: boolean
      }
    | { readonly name: "500" }
    | { readonly name: "429"; readonly retryAfter?: number }
    | { readonly name: "503"; readonly retryAfter?: number }
    | { readonly name: "delay"; readonly ms: number }
    | { readonly name: "hang" }
    | { readonly name: "stalled-body" }
    | { readonly name: "non-json-200" }
    | { readonly name: "missing-field"; readonly field: string }
    | { readonly name: "other-passthrough"; readonly passthrough?: string }
    | { readonly name: "gateway-504-then-create"; readonly ms?: number }
    | { readonly name: "list-lags"; readonly forMs: number }
    | { readonly name: "list-fails"; readonly status: number }
    | { readonly name: "redirect"; readonly location?: string }
  )

/** The name of a fault. */
export type FaultName = Fault["name"]

/** The faults that wait for their requests, in the order in which they were queued. */
export interface FaultQueue {
  add(faults: readonly Fault[]): void
  /** Takes the first one that strikes this request. */
  take(method: string, path: string): Fault | undefined
  clear(): void
}

/** Makes an empty queue. */
export function createFaultQueue(): FaultQueue {
  let waiting: { readonly fault: Fault; left: number }[] = []
  return {
    add(faults) {
      waiting.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 })))
    },
    take(method, path) {
      const entry = waiting.find(({ fault }) => strikes(fault, method, path))
      if (entry === undefined) return undefined
      entry.left -= 1
      waiting = waiting.filter(({ left }) => left > 0)
      return entry.fault
    },
    clear() {
      waiting = []
    },
  }
}

function strikes(fault: Fault, method: string, path: string): boolean {
  if (fault.path === undefined && fault.method === undefined) {
    return fault.name === "list-lags" || fault.name === "list-fails"
      ? method === "GET" && path === "/v3/orders"
      : method === "POST" && path === "/v3/order"
  }
  return (
    (fault.method === undefined || fault.method.toUpperCase() === method) &&
    path.startsWith(fault.path ?? "/v3/order")
  )
}

interface FaultMember {
  readonly accepts: (value: unknown) => boolean
  readonly rule: string
  readonly required?: boolean
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
const isString = (value: unknown) => typeof value === "string"
const isObject = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const milliseconds = { accepts: isCount, rule: "must be a whole number of milliseconds" }
const seconds = { accepts: isCount, rule: "must be a whole number of seconds" }
const words = { accepts: isString, rule: "must be a string" }
const status = {
  accepts: (value: unknown) => isCount(value) && Number(value) >= 200 && Number(value) <= 599,
  rule: "must be a status from 200 to 599",
  required: true,
}

const scopeMembers: Readonly<Record<string, FaultMember>> = {
  times: {
    accepts: (value) => isCount(value) && Number(value) >= 1,
    rule: "must be a whole number from 1",
  },
  path: words,
  method: words,
}

const membersByName: Readonly<Record<FaultName, Readonly<Record<string, FaultMember>>>> = {
  "reset-before-create": {},
  "reset-after-create": {},
  status: {
    status,
    body: { accepts: () => true, rule: "" },
    headers: {
      accepts: (value) => isObject(value) && Object.values(value as object).every(isString),
      rule: "must be an object of strings",
    },
    saved: { accepts: (value) => typeof value === "boolean", rule: "must be true or false" },
  },
  "500": {},
  "429": { retryAfter: seconds },
  "503": { retryAfter: seconds },
  delay: { ms: { ...milliseconds, required: true } },
  hang: {},
  "stalled-body": {},
  "non-json-200": {},
  "missing-field": { field: { ...words, required: true } },
  "other-passthrough": { passthrough: words },
  "gateway-504-then-create": { ms: milliseconds },
  "list-lags": { forMs: { ...milliseconds, required: true } },
  "list-fails": { status },
  redirect: { location: words },
}

/** Reads one fault or an array of them from JSON; otherwise says what is wrong with it, and what is allowed. */
export function parseFaults(
  value: unknown,
): { readonly faults: readonly Fault[] } | { readonly message: string } {
  const candidates: readonly unknown[] = Array.isArray(value) ? value : [value]
  const message = candidates.map(mistakeIn).find((mistake) => mistake !== undefined)
  // mistakeIn has looked at every member.
  return message === undefined ? { faults: candidates as readonly Fault[] } : { message }
}

function mistakeIn(candidate: unknown): string | undefined {
  const allowed = Object.keys(membersByName)
  if (!isObject(candidate)) {
    return `A fault is an object with a name, one of: ${allowed.join(", ")}.`
  }
  const { name, ...given } = candidate as Readonly<Record<string, unknown>>
  if (typeof name !== "string" || !Object.hasOwn(membersByName, name)) {
    return `No fault is called ${JSON.stringify(name)}. Allowed: ${allowed.join(", ")}.`
  }
  const members = { ...scopeMembers, ...membersByName[name as FaultName] }
  const foreign = Object.keys(given).find((member) => !Object.hasOwn(members, member))
  if (foreign !== undefined) {
    return `${name} has no member ${foreign}. Allowed: ${Object.keys(members).join(", ")}.`
  }
  const broken = Object.entries(members).find(([member, { accepts, required = false }]) =>
    given[member] === undefined ? required : !accepts(given[member]),
  )
  return broken && `${name}.${broken[0]} ${broken[1].rule}.`
}
