/** The contract's rule for the `idempotency-key` header: 1 to 255 visible ASCII characters. */
const visibleAscii = /^[!-~]{1,255}$/

/** Checks that the contract allows a value as an idempotency key. */
export function isIdempotencyKey(value: unknown): value is string {
  return typeof value === "string" && visibleAscii.test(value)
}

/**
 * Creates an idempotency key: a random UUID (version 4).
 *
 * @throws TypeError in a runtime without Web Crypto.
 */
export function createIdempotencyKey(): string {
  const { crypto } = globalThis
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID()
  // A page that was loaded without https has getRandomValues, but not randomUUID.
  return "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx".replaceAll("x", () => {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    return (byte % 16).toString(16)
  })
}
