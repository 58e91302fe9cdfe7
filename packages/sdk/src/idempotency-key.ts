import { isToken } from "./access-tokens.ts"

/** Returns whether the contract allows a value as an idempotency key. */
export function isIdempotencyKey(value: unknown): value is string {
  // A token has the same characters: visible ASCII.
  return isToken(value) && value.length <= 255
}

/** Web Crypto of any page. One that was loaded without https has no `randomUUID`. */
type PartialCrypto = Omit<typeof globalThis.crypto, "randomUUID"> & { randomUUID?(): string }

/**
 * Creates an idempotency key: a random UUID (version 4).
 *
 * @throws TypeError in a runtime without Web Crypto.
 */
export function createIdempotencyKey(): string {
  const { crypto } = globalThis as { crypto: PartialCrypto }
  const nibble = () => (Number(crypto.getRandomValues(new Uint8Array(1))) % 16).toString(16)
  return crypto.randomUUID?.() ?? "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx".replaceAll("x", nibble)
}
