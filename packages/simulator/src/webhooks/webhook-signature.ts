/** Signs `<id>.<timestamp>.<body>`. Returns an entry of `svix-signature`: `v1,<base64>`. */
export type WebhookSigner = (content: string) => Promise<string>

const prefix = "whsec_"

/**
 * Creates a signer of webhooks in Svix's scheme. The scheme is HMAC-SHA256 with the base64-decoded
 * part of the secret. Returns undefined if the secret is invalid. Uses Web Crypto, so that the
 * simulator runs in browsers.
 */
export function createWebhookSigner(secret: string): WebhookSigner | undefined {
  const bytes = secret.startsWith(prefix) ? decodeBase64(secret.slice(prefix.length)) : undefined
  if (bytes === undefined || bytes.length === 0) return undefined
  return async (content) => {
    const algorithm = { name: "HMAC", hash: "SHA-256" }
    const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"])
    const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(content))
    return `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`
  }
}

/** Rejects invalid characters, which `atob` and Buffer skip in different ways. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
