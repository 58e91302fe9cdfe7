import type { Fault, FaultName } from "./faults.ts"

interface FaultField {
  readonly accepts: (value: unknown) => boolean
  readonly rule: string
  readonly required?: boolean
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
const isString = (value: unknown) => typeof value === "string"
const isObject = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const milliseconds = {
  accepts: isCount,
  rule: "must be a whole number of milliseconds, at least 0",
}
const seconds = { accepts: isCount, rule: "must be a whole number of seconds, at least 0" }
const text = { accepts: isString, rule: "must be a string" }
const status = {
  accepts: (value: unknown) => isCount(value) && Number(value) >= 200 && Number(value) <= 599,
  rule: "must be a status from 200 to 599",
  required: true,
}

const scopeFields: Readonly<Record<string, FaultField>> = {
  times: {
    accepts: (value) => isCount(value) && Number(value) >= 1,
    rule: "must be a whole number of at least 1",
  },
  path: text,
  method: text,
}

const fieldsByFault: Readonly<Record<FaultName, Readonly<Record<string, FaultField>>>> = {
  "reset-before-create": {},
  "reset-after-create": {},
  status: {
    status,
    body: { accepts: () => true, rule: "" },
    headers: {
      accepts: (value) => isObject(value) && Object.values(value as object).every(isString),
      rule: "must be an object whose values are strings",
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
  "missing-field": { field: { ...text, required: true } },
  "other-passthrough": { passthrough: text },
  "gateway-504-then-create": { ms: milliseconds },
  "list-lags": { forMs: { ...milliseconds, required: true } },
  "list-fails": { status },
  redirect: { location: text },
}

/** Parses a fault or a list of faults from a JSON value. Returns the message of the first error. */
export function parseFaults(
  value: unknown,
): { readonly faults: readonly Fault[] } | { readonly message: string } {
  const candidates: readonly unknown[] = Array.isArray(value) ? value : [value]
  const message = candidates.map(findMistake).find((mistake) => mistake !== undefined)
  // `findMistake` has checked every field.
  return message === undefined ? { faults: candidates as readonly Fault[] } : { message }
}

function findMistake(candidate: unknown): string | undefined {
  const allowed = Object.keys(fieldsByFault)
  if (!isObject(candidate)) {
    return `A fault must be an object whose name is one of: ${allowed.join(", ")}.`
  }
  const { name, ...given } = candidate as Readonly<Record<string, unknown>>
  if (typeof name !== "string" || !Object.hasOwn(fieldsByFault, name)) {
    return `Unknown fault ${JSON.stringify(name)}. Expected one of: ${allowed.join(", ")}.`
  }
  const fields = { ...scopeFields, ...fieldsByFault[name as FaultName] }
  const unknown = Object.keys(given).find((field) => !Object.hasOwn(fields, field))
  if (unknown !== undefined) {
    return `Unknown field ${name}.${unknown}. Expected one of: ${Object.keys(fields).join(", ")}.`
  }
  const broken = Object.entries(fields).find(([field, { accepts, required = false }]) =>
    given[field] === undefined ? required : !accepts(given[field]),
  )
  return broken && `${name}.${broken[0]} ${broken[1].rule}.`
}
