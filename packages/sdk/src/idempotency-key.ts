/** The contract's rule for the `idempotency-key` header: 1 to 255 visible ASCII characters. */
const visibleAscii = /^[!-~]{1,255}$/

/** Says whether the contract allows this value as an idempotency key. Nothing is trimmed or otherwise changed. */
export function isIdempotencyKey(value: unknown): value is string {
  return typeof value === "string" && visibleAscii.test(value)
}

/**
 * Creates a random UUID (version 4) to name one intent.
 *
 * @throws TypeError in a runtime that has no Web Crypto at all.
 */
export function createIdempotencyKey(): string {
  const { crypto } = globalThis
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID()
  // A page that was not loaded over https has no randomUUID, but it has getRandomValues.
  return "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx".replaceAll("x", () => {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    return (byte % 16).toString(16)
  })
}
