import type { NormalizedOrder } from "@loop-health/integrations-contract/normalize"
import type { Caller } from "../caller.ts"
import type { Intent } from "./ledger.ts"
import type { NewOrder } from "./new-order.ts"

/**
 * Hash functions, injected for runtimes without `node:crypto`. Results are 64 lower-case hex
 * digits.
 */
export interface Hashing {
  /** HMAC-SHA-256 of the text in UTF-8. The key is the ledger secret, which never changes. */
  hmac(text: string): string
  /** SHA-256 of the text in UTF-8. */
  sha256(text: string): string
}

/**
 * Derives the intent of a request. Equal brand, user, key, and body always lead to the same order
 * ID and upstream keys, even if a row is lost.
 */
export function deriveIntent(hashing: Hashing, caller: Caller, newOrder: NewOrder): Intent {
  const { brandId, userId } = caller
  const { idempotencyKey, canonicalBody, request } = newOrder
  // The label keeps the hashes of different uses apart, whatever text a caller sends.
  const hmac = (label: string, ...parts: readonly string[]) =>
    hashing.hmac(JSON.stringify([label, ...parts]))
  const bodyHmac = hmac("body", canonicalBody)
  return {
    brandId,
    userId,
    keyHmac: hmac("key", idempotencyKey),
    bodyHmac,
    orderId: uuidOf(hmac("order", brandId, userId, idempotencyKey, bodyHmac)),
    orderFields: {
      patient_id: request.patient_id ?? null,
      panel_slug: request.panel_slug,
      total_cents: request.total_cents ?? null,
      currency: request.currency ?? null,
    },
  }
}

/** Derives the idempotency key of one attempt. Every send of the attempt to Junction uses it. */
export function deriveUpstreamKey(hashing: Hashing, orderId: string, attempt: number): string {
  return uuidOf(hashing.sha256(JSON.stringify([orderId, attempt])))
}

/**
 * Derives the ID of a patient's user at Junction. It is stable and contains none of the caller's
 * text. Two people must not share an ID, because Junction stores each order's demographics in the
 * user. The caller promises that a `patient_id` belongs to one person. Without a `patient_id`, only
 * people with the same name, date of birth, sex, email, and phone share an ID.
 */
export function derivePatientHandle(
  hashing: Hashing,
  caller: Caller,
  patientId: string | null,
  { firstName, lastName, dob, sex, email, phone }: NormalizedOrder["patient"],
): string {
  const names = [firstName, lastName].map((name) => name.toLowerCase())
  const facts = patientId === null ? [sex, email.toLowerCase(), phone ?? null] : []
  const parts = ["patient", caller.brandId, caller.userId, patientId, ...names, dob, ...facts]
  return `lh_${hashing.hmac(JSON.stringify(parts))}`
}

/** Formats the first bits of a hash as a UUID of version 8 (RFC 9562, section 5.8). */
function uuidOf(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-")
}
