import { validatorFor } from "../../schema-validator.ts"
import type { ApiOperation } from "../../read-document/api-document.ts"
import { expectAccepted } from "../expectations.ts"
import type { CaseContext, TestCase } from "../test-case.ts"
import { intentCase, reportIf, sendIntent } from "./intent.ts"
import { placeFirst } from "./replay-cases.ts"
import { findCreationViolation } from "./results.ts"

/** Longest key that is sent, in characters. */
const maxKeyLength = 1_000

/** Returns cases with valid keys that a server could confuse. */
export function keyCases(operation: ApiOperation): TestCase[] {
  const pair = (name: string, pairOf: (key: string, length: number) => readonly [string, string]) =>
    intentCase(operation, `keys-${name}`, (context) => sendPair(context, pairOf))
  return [
    pair("new", (key) => [key, `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`]),
    pair("last-character", (key, length) => [fill(key, length, "a"), fill(key, length, "b")]),
    pair("first-character", (key, length) => [
      `a${fill(key, length - 1, "a")}`,
      `b${fill(key, length - 1, "a")}`,
    ]),
    pair("letter-case", (key) => [`${key}a`.toLowerCase(), `${key}a`.toUpperCase()]),
    pair("percent", (key) => [`${key}A`, `${key}%41`]),
    pair("leading-zero", (key) => [digits(key), `0${digits(key)}`]),
    pair("punctuation", (key) => [`${key}_x`, `${key}-x`]),
    pair("prefix", (key) => [`${key}x`, `${key}xx`]),
    intentCase(operation, "key-special-characters", (context) =>
      sendKey(context, `${context.newKey().slice(0, 20)}!"#$%&'()*+,-./:;<=>?@[]^_\`{|}~\\`),
    ),
    intentCase(operation, "key-max-length", (context) =>
      sendKey(context, fill(context.newKey(), lengthOf(operation), "m")),
    ),
  ]
}

/** Sends the same body with two keys. */
async function sendPair(
  context: CaseContext,
  pairOf: (key: string, length: number) => readonly [string, string],
): Promise<void> {
  const [one, other] = pairOf(context.newKey(), lengthOf(context.operation))
  if (one === other || !isValidKey(context.operation, one)) return
  if (!isValidKey(context.operation, other)) return
  const first = await placeFirst(context, one)
  if (first === undefined) return
  const second = await sendIntent(context, { key: other })
  const sent = `the key "${shorten(other)}" after the key "${shorten(one)}"`
  reportIf(context, findCreationViolation(second, [first], "intent-keys-mixed", sent))
}

async function sendKey(context: CaseContext, key: string): Promise<void> {
  if (!isValidKey(context.operation, key)) return
  expectAccepted(context, await sendIntent(context, { key }), {
    rule: "parameter-valid-rejected",
    field: context.operation.idempotencyHeader,
    sent: `the valid key "${shorten(key)}"`,
  })
}

function keyParameter(operation: ApiOperation) {
  return operation.parameters.find(({ name }) => name.toLowerCase() === operation.idempotencyHeader)
}

function isValidKey(operation: ApiOperation, key: string): boolean {
  const parameter = keyParameter(operation)
  return parameter !== undefined && validatorFor(parameter.schema).verdict(key) === "valid"
}

/** Returns the length of a long key: at most 1,000, and 64 if the schema has no maximum. */
function lengthOf(operation: ApiOperation): number {
  const limit = keyParameter(operation)?.schema["maxLength"]
  return typeof limit === "number" ? Math.min(limit, maxKeyLength) : 64
}

function fill(key: string, length: number, last: string): string {
  return `${key}${"-k".repeat(length)}`.slice(0, length - 1) + last
}

function digits(key: string): string {
  return `1${key.replaceAll(/\D/g, "")}`
}

function shorten(key: string): string {
  return key.length > 50 ? `${key.slice(0, 20)}…${key.slice(-20)}` : key
}
