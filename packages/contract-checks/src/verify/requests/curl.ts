import type { ApiRequest } from "./api-request.ts"

/** Returns a request as a curl command. Tokens must already be replaced by `$TOKEN`. */
export function toCurl({ method, path, headers, body }: ApiRequest, baseUrl: string): string {
  const parts = [
    `curl -X ${method} ${quote(`${baseUrl}${path}`)}`,
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
  ]
  if (typeof body === "string" && !body.includes("\0")) parts.push(`--data-binary ${quote(body)}`)
  else if (body !== undefined) {
    const bytes = typeof body === "string" ? Buffer.from(body) : body
    parts.unshift(`printf %s ${Buffer.from(bytes).toString("base64")} | base64 -d |`)
    parts.push("--data-binary @-")
  }
  return parts.join(" ")
}

/** A variable that replaces a token. */
const variable = /\$[A-Z_]*TOKEN/

/**
 * Quotes text for a shell. Double quotes are used for text with `$TOKEN`, so that the shell inserts
 * the token.
 */
function quote(text: string): string {
  const shown = text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text
  if (!variable.test(shown)) return `'${shown.replaceAll("'", `'\\''`)}'`
  return `"${shown.replaceAll(/(?!\$[A-Z_]*TOKEN)["\\$`]/g, "\\$&")}"`
}
