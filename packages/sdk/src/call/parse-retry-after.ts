/** The three forms of an HTTP date (RFC 9110, section 5.6.7). `Date.parse` accepts more. */
const httpDate = /^[A-Z]\w+,? [\w -]+ [\d:]{8} (GMT|\d{4})$/

/**
 * Returns the wait of a Retry-After header (RFC 9110, section 10.2.3) in milliseconds. Returns 0
 * for a past date, and undefined for an invalid header. `now` is in milliseconds since the epoch.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header ?? ""
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000
  if (!httpDate.test(text)) return undefined
  // The oldest form is UTC without a zone. Date.parse would read it as local time.
  const at = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
