import type { Caller } from "../caller.ts"
import type { Intent } from "./ledger.ts"
import type { NewOrder } from "./new-order.ts"
import type { NormalizedOrder } from "./normalize-order.ts"

/** Hashing, injected so that the core runs where `node:crypto` does not. Results are 64 lower-case hex digits. */
export interface Hashing {
  /** HMAC-SHA-256 of the text's UTF-8 under the ledger secret: one secret for the ledger's whole life. */
  hmac(text: string): string
  /** SHA-256 of the text's UTF-8. */
  sha256(text: string): string
}

/**
 * Derives what names an intent. Nothing is random, so even a lost row cannot make a second order: the same brand,
 * user, key and body always give the same order id, and so the same upstream key.
 */
export function deriveIntent(hashing: Hashing, caller: Caller, newOrder: NewOrder): Intent {
  const { brandId, userId } = caller
  const { idempotencyKey, canonicalBody, request } = newOrder
  // Each use has its label: no text that a caller chooses for one can pass for another.
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

/** The idempotency key under which one attempt of an order is sent to Junction, however often it is sent. */
export function deriveUpstreamKey(hashing: Hashing, orderId: string, attempt: number): string {
  return uuidOf(hashing.sha256(JSON.stringify([orderId, attempt])))
}

/**
 * The name of a patient at Junction: stable for the same person under the same user, without any of the caller's
 * text, and never the same for two people, because Junction writes each order's demographics onto its user.
 */
export function derivePatientHandle(
  hashing: Hashing,
  caller: Caller,
  patientId: string | null,
  { firstName, lastName, dob }: NormalizedOrder["patient"],
): string {
  const names = [firstName, lastName].map((name) => name.toLowerCase())
  const parts = ["patient", caller.brandId, caller.userId, patientId, ...names, dob]
  return `lh_${hashing.hmac(JSON.stringify(parts))}`
}

/** The first 122 free bits of a hash as a UUID of version 8 (RFC 9562, section 5.8). */
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
