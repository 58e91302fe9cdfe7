const name = String.raw`[\w!#$%&'*+/=?^{|}~\x60-]+`
const dotString = `${name}(?:\\.${name})*`
const quotedString = String.raw`"(?:[ !#-[\]-~]|\\[ -~])*"`

const label = String.raw`[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?`
const domain = `(?=.{1,253}$)${label}(?:\\.${label})*`

const octet = String.raw`(?:25[0-5]|2[0-4]\d|[01]?\d?\d)`
const ipv4 = `${octet}(?:\\.${octet}){3}`
const group = String.raw`[\da-f]{1,4}`
// A "::" replaces at least two groups, so at most six are left, or four and an IPv4 address.
const atMost = (groups: number) => String.raw`(?!(?::*[\da-f]+\b){${groups + 1}})`
const ipv6 = [
  `(?:${group}:){7}${group}`,
  `(?:${group}:){6}${ipv4}`,
  `${atMost(6)}(?:${group}(?::${group})*)?::(?:${group}(?::${group})*)?`,
  `${atMost(5)}(?:${group}(?::${group})*)?::(?:${group}:)*${ipv4}`,
].join("|")

/**
 * The format `email`: a Mailbox (RFC 5321, section 4.1.2) with the lengths of section 4.5.3.1, as
 * the JSON Schema Test Suite tests it. Text after the last @ is a domain, whose encoding in DNS has
 * at most 255 octets, or an address in brackets.
 */
export const emailFormat = new RegExp(
  `^(?=.{1,64}@[^@]*$)(?:${dotString}|${quotedString})@(?:${domain}|\\[(?:${ipv4}|IPv6:(?:${ipv6}))\\])$`,
  "i",
)
