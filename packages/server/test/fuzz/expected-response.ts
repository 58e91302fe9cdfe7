import { isUtf8 } from "node:buffer"
import { validatorFor, locationsOf } from "./document.ts"
import type { FuzzedRequest } from "./requests.ts"
import { bodyRules, fieldRules } from "./server-rules.ts"

/** A detail of a validation error. */
export interface Detail {
  readonly path: string
  readonly message: string
}

/** The expected response to a request. */
export interface Expectation {
  /** The possible codes. `created` means a 201. */
  readonly codes: readonly string[]
  /** The body, once it has been read. */
  readonly value?: unknown
  /** Returns the errors in the details of the response. */
  readonly check?: (details: readonly Detail[]) => readonly string[]
}

/**
 * Returns the expected response to a request, by the contract, spec/README.md, and another
 * validator than the server's. Uses none of the tested code. The checks have the order of the
 * page "Architecture".
 */
export function expectResponse(request: FuzzedRequest): Expectation {
  const { authorized, isJson, keys, bytes, cuts, invalidPaths } = request
  if (!authorized) return { codes: ["unauthenticated"] }
  if (!isJson) return { codes: ["unsupported_media_type"] }
  const keyCode = codeForKey(keys)
  if (bytes.byteLength > 65_536) {
    // The size of a chunked body is known only after reading it, so the headers may be checked
    // first.
    const keyMayComeFirst = cuts.length > 0 && keyCode !== undefined
    return { codes: ["payload_too_large", ...(keyMayComeFirst ? [keyCode] : [])] }
  }
  if (keyCode !== undefined) return { codes: [keyCode] }
  const read = readJson(bytes)
  return read === undefined ? { codes: ["invalid_json"] } : expectForBody(read.value, invalidPaths)
}

function codeForKey(keys: readonly string[]): string | undefined {
  // Values exclude surrounding white space, and multiple fields form one list (RFC 9110, sections
  // 5.5 and 5.3).
  const key = keys.map((value) => value.replace(/^[ \t]+|[ \t]+$/g, "")).join(", ")
  if (key === "") return "idempotency_key_missing"
  return validateKey(key).length > 0 ? "idempotency_key_invalid" : undefined
}

const validateKey = validatorFor("#/components/parameters/IdempotencyKey/schema")
const validateOrder = validatorFor("#/components/schemas/LabOrderRequest")

/** Parses JSON in UTF-8. A byte order mark may be ignored (RFC 8259, section 8.1). */
function readJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  if (!isUtf8(bytes)) return undefined
  try {
    return {
      value: JSON.parse(
        Buffer.from(bytes)
          .toString()
          .replace(/^\ufeff/, ""),
      ) as unknown,
    }
  } catch {
    return undefined
  }
}

function expectForBody(value: unknown, known: readonly string[] | undefined): Expectation {
  const violated = Object.entries(bodyRules).filter(([, isViolated]) => isViolated(value))
  if (violated.length > 0) {
    const rules = violated.map(([message]) => message)
    return {
      codes: ["validation_error"],
      value,
      check: ([first, ...others]) =>
        first?.path === "" && rules.includes(first.message) && others.length === 0
          ? []
          : [`the details must be only: ${rules.join(" or ")}`],
    }
  }
  const errors = validateOrder(value).flatMap(toViolation)
  if (errors.length > 0) {
    return {
      codes: ["validation_error"],
      value,
      check: (details) => {
        const isInSchema = ({ path }: { path: string }) =>
          errors.some((one) => `${path}/`.startsWith(`${one.path}/`))
        const readable = fieldRules.filter((rule) => !isInSchema(rule))
        return [
          ...checkSchemaDetails(details.filter(isInSchema), errors),
          ...checkFieldDetails(
            value,
            details.filter((detail) => !isInSchema(detail)),
            readable,
          ),
        ]
      },
    }
  }
  return expectForOrder(value, known)
}

/** Returns the expected response to an order that matches the contract. */
function expectForOrder(value: unknown, known: readonly string[] | undefined): Expectation {
  const invalid = fieldRules.filter(({ path, isInvalid }) => isInvalid(fieldAt(value, path)))
  const must = known ?? invalid.map(({ path }) => path)
  const valid = fieldRules.filter(({ path, isValid }) => isValid(fieldAt(value, path)))
  const mayBeCreated = must.length === 0
  const mayBeRejected = known === undefined ? valid.length < fieldRules.length : known.length > 0
  return {
    codes: [...(mayBeCreated ? ["created"] : []), ...(mayBeRejected ? ["validation_error"] : [])],
    value,
    check: (details) =>
      details.length === 0 ? [] : checkFieldDetails(value, details, fieldRules, known),
  }
}

/** Checks the details of fields that match the schema against the rules of these fields. */
function checkFieldDetails(
  value: unknown,
  details: readonly Detail[],
  rules: typeof fieldRules,
  known?: readonly string[],
): string[] {
  const invalid = rules.filter(({ path, isInvalid }) => isInvalid(fieldAt(value, path)))
  const valid = rules.filter(({ path, isValid }) => isValid(fieldAt(value, path)))
  return [
    ...(known ?? invalid.map(({ path }) => path))
      .filter((path) => !details.some((detail) => detail.path === path) && details.length < 20)
      .map((path) => `${path} is invalid and not in the details`),
    ...details.flatMap(({ path, message }) => {
      const rule = rules.find((one) => one.path === path)
      if (rule === undefined || rule.message !== message)
        return [`${path} has no rule "${message}"`]
      return valid.includes(rule) || known?.includes(path) === false
        ? [`${path} is valid but in the details`]
        : []
    }),
  ]
}

interface SchemaViolation {
  readonly path: string
  readonly keyword: string
}

/**
 * Returns a violation with the path that the server reports. Violations of parent schemas are
 * ignored.
 */
function toViolation(unit: {
  instanceLocation: string
  keyword: string
  error: string
}): SchemaViolation[] {
  const { keyword, error } = unit
  const path = decodeURI(unit.instanceLocation).slice(1)
  if (keyword === "required") return [{ path: `${path}/${/"(.+)"/.exec(error)?.[1]}`, keyword }]
  return keyword in messages ? [{ path, keyword }] : []
}

/** The server's messages for violated keywords. */
const messages: Readonly<Record<string, RegExp>> = {
  type: /^must be an? (string|integer|object)( or null)?$/,
  enum: /^must be one of: /,
  required: /^is required$/,
  minLength: /^must (not be empty|have at least \d+ characters?)$/,
  maxLength: /^must have at most \d+ characters?$/,
  minimum: /^must be at least \d+$/,
  format: /^must be an email address$/,
}

/** A rule that a body can violate. */
interface BodyRule {
  readonly name: string
  /** Whether a detail reports a violation of the rule. */
  readonly isReportedBy: (detail: Detail) => boolean
}

/** Every rule that a body can violate: the contract's, and the server's own. */
export const everyRule: readonly BodyRule[] = [
  ...locationsOf("LabOrderRequest").flatMap(({ path, schema }) => {
    const pointer = path.map((name) => `/${name}`).join("")
    const missing = (schema.required ?? []).map((name) => toRule(`${pointer}/${name}`, "required"))
    const others = Object.keys(schema).filter((keyword) => keyword !== "required")
    return [...missing, ...others.flatMap((keyword) => toRule(pointer, keyword))].flat()
  }),
  ...[...fieldRules, ...Object.keys(bodyRules).map((message) => ({ path: "", message }))].map(
    ({ path, message }) => ({
      name: `${path} ${message}`,
      isReportedBy: (detail: Detail) => detail.path === path && detail.message === message,
    }),
  ),
]

function toRule(path: string, keyword: string): BodyRule[] {
  const message = messages[keyword]
  if (message === undefined) return []
  const isReportedBy = (detail: Detail) => detail.path === path && message.test(detail.message)
  return [{ name: `${path} ${keyword}`, isReportedBy }]
}

function checkSchemaDetails(
  details: readonly Detail[],
  expected: readonly SchemaViolation[],
): string[] {
  const reported = expected.filter(({ path }) => details.some((detail) => detail.path === path))
  return [
    ...expected
      .filter((one) => !reported.includes(one) && details.length < 20)
      .map(({ path, keyword }) => `${path} breaks ${keyword} and is not in the details`),
    ...details
      .filter(
        ({ path, message }) =>
          !expected.some((one) => one.path === path && messages[one.keyword]?.test(message)),
      )
      .map(({ path, message }) => `${path} does not break "${message}"`),
  ]
}

/** Returns a field by its JSON Pointer, or undefined. */
export function fieldAt(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>(
      (parent, name) =>
        typeof parent === "object" && parent !== null && Object.hasOwn(parent, name)
          ? (parent as Readonly<Record<string, unknown>>)[name]
          : undefined,
      value,
    )
}
