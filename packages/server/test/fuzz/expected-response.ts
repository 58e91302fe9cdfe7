import { isUtf8 } from "node:buffer"
import { judgeBy, placesOf } from "./document.ts"
import type { FuzzedRequest } from "./requests.ts"
import { bodyRules, memberRules } from "./server-rules.ts"

/** A fault that the server tells of a body. */
export interface Detail {
  readonly path: string
  readonly message: string
}

/** What may become of a request. */
export interface Verdict {
  /** The codes that may be answered; `created` stands for the 201. */
  readonly codes: readonly string[]
  /** The body, once it has been read. */
  readonly value?: unknown
  /** What is wrong with the details that were told of it; for a 201, none were. */
  readonly faultsOf?: (details: readonly Detail[]) => readonly string[]
}

/**
 * Tells what must become of a request, by the contract, by spec/README.md and by an engine that is not the server's:
 * nothing here comes from the code under test. The checks come in the order of the server's README.
 */
export function verdictOn(request: FuzzedRequest): Verdict {
  const { authorized, isJson, keys, bytes, cuts, faults } = request
  if (!authorized) return { codes: ["unauthenticated"] }
  if (!isJson) return { codes: ["unsupported_media_type"] }
  const keyFault = faultOfKey(keys)
  if (bytes.byteLength > 65_536) {
    // How long a body in chunks is, is known once it has been read; the headers may be judged before.
    const mayJudgeKey = cuts.length > 0 && keyFault !== undefined
    return { codes: ["payload_too_large", ...(mayJudgeKey ? [keyFault] : [])] }
  }
  if (keyFault !== undefined) return { codes: [keyFault] }
  const read = readJson(bytes)
  return read === undefined ? { codes: ["invalid_json"] } : verdictOnBody(read.value, faults)
}

function faultOfKey(keys: readonly string[]): string | undefined {
  // White space around a value is not part of it, and repeated fields are one list (RFC 9110, sections 5.5 and 5.3).
  const key = keys.map((value) => value.replace(/^[ \t]+|[ \t]+$/g, "")).join(", ")
  if (key === "") return "idempotency_key_missing"
  return faultsOfKey(key).length > 0 ? "idempotency_key_invalid" : undefined
}

const faultsOfKey = judgeBy("#/components/parameters/IdempotencyKey/schema")
const faultsOfOrder = judgeBy("#/components/schemas/LabOrderRequest")

/** RFC 8259: UTF-8, in which a byte order mark may be ignored (section 8.1). */
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

function verdictOnBody(value: unknown, known: readonly string[] | undefined): Verdict {
  const broken = Object.entries(bodyRules).filter(([, isBroken]) => isBroken(value))
  if (broken.length > 0) {
    const rules = broken.map(([says]) => says)
    return {
      codes: ["validation_error"],
      value,
      faultsOf: ([first, ...others]) =>
        first?.path === "" && rules.includes(first.message) && others.length === 0
          ? []
          : [`the whole body is at fault: ${rules.join(" or ")}`],
    }
  }
  if (isDisputedEmail(memberAt(value, "/patient/email"))) {
    return { codes: ["created", "validation_error"], value }
  }
  const errors = faultsOfOrder(value).flatMap(toPlace)
  if (errors.length > 0) {
    return {
      codes: ["validation_error"],
      value,
      faultsOf: (details) => faultsBySchema(details, errors),
    }
  }
  return verdictOnOrder(value, known)
}

/** What becomes of an order that the contract takes. */
function verdictOnOrder(value: unknown, known: readonly string[] | undefined): Verdict {
  const wrong = memberRules.filter(({ path, isWrong }) => isWrong(memberAt(value, path)))
  const must = known ?? wrong.map(({ path }) => path)
  const fine = memberRules.filter(({ path, isFine }) => isFine(memberAt(value, path)))
  const mayBeCreated = must.length === 0
  const mayBeRefused = known === undefined ? fine.length < memberRules.length : known.length > 0
  return {
    codes: [...(mayBeCreated ? ["created"] : []), ...(mayBeRefused ? ["validation_error"] : [])],
    value,
    faultsOf: (details) => [
      ...must
        .filter((path) => details.length > 0 && !details.some((detail) => detail.path === path))
        .map((path) => `${path} is wrong, and nothing is said of it`),
      ...details.flatMap(({ path, message }) => {
        const rule = memberRules.find((one) => one.path === path)
        if (rule === undefined || rule.says !== message) return [`${path} has no rule "${message}"`]
        return fine.includes(rule) || known?.includes(path) === false ? [`${path} is fine`] : []
      }),
    ],
  }
}

interface SchemaFault {
  readonly path: string
  readonly keyword: string
}

/** A fault where the server would tell it; none for what only says that something within is at fault. */
function toPlace(unit: {
  instanceLocation: string
  keyword: string
  error: string
}): SchemaFault[] {
  const { keyword, error } = unit
  const path = decodeURI(unit.instanceLocation).slice(1)
  if (keyword === "required") return [{ path: `${path}/${/"(.+)"/.exec(error)?.[1]}`, keyword }]
  return keyword in messages ? [{ path, keyword }] : []
}

/** How the server tells that a keyword was broken. */
const messages: Readonly<Record<string, RegExp>> = {
  type: /^must be an? (string|integer|object)( or null)?$/,
  enum: /^must be one of /,
  required: /^is required$/,
  minLength: /^must (not be empty|have at least \d+ characters?)$/,
  maxLength: /^must have at most \d+ characters?$/,
  minimum: /^must be at least \d+$/,
  format: /^must be an e-mail address$/,
}

/** A rule that a body can break. */
interface BodyRule {
  readonly name: string
  /** Whether a detail tells that it was broken. */
  readonly isToldBy: (detail: Detail) => boolean
}

/** Every rule that a body can break: the contract's, and ours. */
export const everyRule: readonly BodyRule[] = [
  ...placesOf("LabOrderRequest").flatMap(({ path, schema }) => {
    const pointer = path.map((name) => `/${name}`).join("")
    const missing = (schema.required ?? []).map((name) => toRule(`${pointer}/${name}`, "required"))
    const others = Object.keys(schema).filter((keyword) => keyword !== "required")
    return [...missing, ...others.flatMap((keyword) => toRule(pointer, keyword))].flat()
  }),
  ...[...memberRules, ...Object.keys(bodyRules).map((says) => ({ path: "", says }))].map(
    ({ path, says }) => ({
      name: `${path} ${says}`,
      isToldBy: (detail: Detail) => detail.path === path && detail.message === says,
    }),
  ),
]

function toRule(path: string, keyword: string): BodyRule[] {
  const message = messages[keyword]
  if (message === undefined) return []
  const isToldBy = (detail: Detail) => detail.path === path && message.test(detail.message)
  return [{ name: `${path} ${keyword}`, isToldBy }]
}

function faultsBySchema(details: readonly Detail[], expected: readonly SchemaFault[]): string[] {
  const told = expected.filter(({ path }) => details.some((detail) => detail.path === path))
  return [
    ...expected
      .filter((one) => !told.includes(one) && details.length < 20)
      .map(({ path, keyword }) => `${path} breaks ${keyword}, and nothing is said of it`),
    ...details
      .filter(
        ({ path, message }) =>
          !expected.some((one) => one.path === path && messages[one.keyword]?.test(message)),
      )
      .map(({ path, message }) => `${path} does not break "${message}"`),
  ]
}

/** A member by its JSON Pointer; undefined for what is not there. */
export function memberAt(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>(
      (held, name) =>
        typeof held === "object" && held !== null && Object.hasOwn(held, name)
          ? (held as Readonly<Record<string, unknown>>)[name]
          : undefined,
      value,
    )
}

/**
 * Where engines read `format: email` differently, each within what JSON Schema leaves to them; the contract's own tests
 * pin those by examples.
 */
function isDisputedEmail(email: unknown): boolean {
  if (typeof email !== "string") return false
  const host = email.slice(email.indexOf("@") + 1)
  return (
    email.startsWith('"') ||
    host.startsWith("[") ||
    !host.includes(".") ||
    email.indexOf("@") > 64 ||
    host.length > 253 ||
    host.split(".").some((label) => label.length > 63)
  )
}
