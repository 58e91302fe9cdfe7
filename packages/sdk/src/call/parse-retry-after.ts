/** The three forms of an HTTP date (RFC 9110, section 5.6.7). `Date.parse` alone takes almost any text for a date. */
const httpDate = /^[A-Z][a-z]+,? [\w -]+ \d\d:\d\d:\d\d (GMT|\d{4})$/

/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3), seconds or an HTTP date, as milliseconds from `now` (ms since
 * the epoch). A date that has passed is 0; no header, and a header that is neither, is undefined.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header ?? ""
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000
  if (!httpDate.test(text)) return undefined
  // The oldest form has no zone and means UTC; Date.parse would read it as local time.
  const at = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
