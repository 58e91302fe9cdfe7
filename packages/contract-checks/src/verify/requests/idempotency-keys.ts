import { createHash } from "node:crypto"
import { validatorFor } from "../schema-validator.ts"
import type { ApiOperation } from "../read-document/api-document.ts"

/** Returns 32 hexadecimal digits that depend only on the text. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32)
}

/**
 * Returns an idempotency key that the header's schema allows. Tries a UUID, hexadecimal digits,
 * decimal digits, and the documented example with another end. If the schema allows none of them,
 * returns the hexadecimal digits. Equal seeds return equal keys.
 */
export function createKey(operation: ApiOperation, seed: string): string {
  const hex = digest(seed)
  const parameter = operation.parameters.find(
    ({ name }) => name.toLowerCase() === operation.idempotencyHeader,
  )
  const example = parameter?.example
  const number = String(Number.parseInt(hex.slice(0, 12), 16))
  const candidates = [toUuid(hex), hex, number]
  if (typeof example === "string") {
    candidates.push(example.slice(0, -12) + hex.slice(0, Math.min(12, example.length)))
  }
  const isAllowed = (key: string) =>
    parameter === undefined || validatorFor(parameter.schema).verdict(key) === "valid"
  return candidates.find(isAllowed) ?? hex
}

/** Writes 32 hexadecimal digits as a UUID of version 4 (RFC 9562, section 5.4). */
function toUuid(hex: string): string {
  const digits = `${hex.slice(0, 12)}4${hex.slice(13, 16)}a${hex.slice(17)}`
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
