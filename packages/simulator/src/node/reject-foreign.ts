import type { IncomingMessage } from "node:http"

/** `localhost`, its subdomains, and loopback addresses. */
const loopbackHost = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

/**
 * Returns the reason to reject a request that another site's page may have sent. Returns undefined
 * for other requests. Pages can send requests to any port of this machine, and, with DNS rebinding,
 * also read the responses. Pages of `allowedOrigins` may send requests.
 */
export function findForeignHeader(
  { headers }: IncomingMessage,
  allowedOrigins: readonly string[],
): string | undefined {
  if (!isLoopback(`http://${headers.host}`)) {
    return "The Host header must be a loopback name, such as localhost."
  }
  const { origin } = headers
  return origin === undefined || isLoopback(origin) || allowedOrigins.includes(origin)
    ? undefined
    : "The Origin header must be of a page on this machine, such as http://localhost:3000."
}

/** Returns whether an address to listen on is reachable only from this machine. */
export function isLoopbackAddress(host: string): boolean {
  return isLoopback(`http://${host.includes(":") ? `[${host}]` : host}`)
}

function isLoopback(url: string): boolean {
  const host = URL.parse(url)?.hostname
  return host !== undefined && loopbackHost.test(host)
}
