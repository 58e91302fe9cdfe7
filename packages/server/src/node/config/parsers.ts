import { readFileSync } from "node:fs"
import { isOrigin } from "../../http/cors.ts"
import { e164 } from "../../junction/order-request.ts"
import { systemCode } from "../../telemetry/safe-error.ts"
import { parseLedgerUrl } from "../ledgers/open-ledger.ts"

/**
 * Error for an invalid value. Each rule is appended to the name of the variable: ` must be …`, or
 * `.field must be …`. Rules never contain the value, which may be a secret.
 */
export class InvalidValueError extends Error {
  override readonly name = "InvalidValueError"
  readonly rules: readonly string[]

  constructor(...rules: readonly string[]) {
    super(rules.join("; "))
    this.rules = rules
  }
}

/** Parses the text of a variable. Throws an {@link InvalidValueError} for an invalid text. */
export type Parser<Value> = (text: string) => Value

/** Accepts any text. */
export const parseText: Parser<string> = (text) => text

/** Parses a TCP port. 0 selects a free port. */
export const parsePort: Parser<number> = parseWholeNumber(0, 65_535)

/** Parses milliseconds, at most a day. A longer time is probably a mistake. */
export const parseMilliseconds: Parser<number> = parseWholeNumber(0, 86_400_000)

/** Parses a limit from 1 ms to a day. 0 is invalid, because Node treats it as no limit. */
export const parseLimitMs: Parser<number> = parseWholeNumber(1, 86_400_000)

/** Returns a parser for whole numbers from `min` to `max`. */
export function parseWholeNumber(min: number, max: number): Parser<number> {
  return (text) => {
    const value = Number(text)
    if (!/^\d{1,15}$/.test(text) || value < min || value > max) {
      throw new InvalidValueError(` must be a whole number from ${min} to ${max}`)
    }
    return value
  }
}

/** Returns a parser that accepts only the texts in `allowed`. */
export function parseOneOf<Text extends string>(allowed: readonly Text[]): Parser<Text> {
  return (text) => {
    const value = allowed.find((known) => known === text)
    if (value === undefined) throw new InvalidValueError(` must be one of: ${allowed.join(", ")}`)
    return value
  }
}

/** Parses an http or https URL without credentials, which fetch rejects and logs would contain. */
export const parseHttpUrl: Parser<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new InvalidValueError(" must be an http or https URL without a user name or password")
  }
  return text
}

/** Parses an http or https URL to which paths are appended. */
export const parseBaseUrl: Parser<string> = (text) => {
  const { search, hash } = new URL(parseHttpUrl(text))
  if (search || hash) throw new InvalidValueError(" must be a URL without a query or fragment")
  return text
}

/** Parses a key that is sent in a header. */
export const parseApiKey = parsePattern(
  /^[!-~]+$/,
  " must contain only visible ASCII characters and no spaces",
)

/** Parses origins as browsers send them (RFC 6454, section 6.2), separated by commas. */
export const parseOrigins: Parser<readonly string[]> = (text) => {
  const origins = text.split(",").map((origin) => origin.trim())
  if (origins.some((origin) => origin.includes("://*"))) {
    throw new InvalidValueError(" must list each origin, because wildcards match no page")
  }
  if (!origins.every(isOrigin)) {
    throw new InvalidValueError(
      " must be a comma-separated list of origins without a path, such as https://app.example",
    )
  }
  return origins
}

/** Parses the URL of a ledger. */
export const parseLedgerAddress: Parser<string> = (text) => {
  try {
    parseLedgerUrl(text)
  } catch {
    throw new InvalidValueError(" must be sqlite:<path>, file:///<path>, or postgres://…")
  }
  return text
}

/** Parses a secret of at least 32 bytes in base64 (RFC 4648). */
export const parseSecretBytes: Parser<Uint8Array> = (text) => {
  const bytes = Buffer.from(text, "base64")
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || bytes.byteLength < 32) {
    throw new InvalidValueError(
      ' must be at least 32 bytes in base64. Generate a secret with "openssl rand -base64 32"',
    )
  }
  return bytes
}

/** Parses an E.164 number. */
export const parsePhone = parsePattern(
  e164,
  " must be a phone number in E.164: + and 10 to 15 digits",
)

function parsePattern(pattern: RegExp, rule: string): Parser<string> {
  return (text) => {
    if (!pattern.test(text)) throw new InvalidValueError(rule)
    return text
  }
}

/**
 * Returns a parser for JSON or the path of a JSON file. `findErrors` returns the errors of the
 * parsed JSON. A value without errors is a `Value`.
 */
export function parseJson<Value>(findErrors: (value: unknown) => readonly string[]): Parser<Value> {
  return (text) => {
    let value: unknown
    try {
      value = JSON.parse(isJson(text) ? text : readFileSync(text, "utf8"))
    } catch (error) {
      // The message of JSON.parse quotes the text.
      const unread = systemCode(error)
      throw new InvalidValueError(
        unread === undefined
          ? " must be JSON, or the path of a file with JSON"
          : ` must be JSON, or the path of a readable file (${unread})`,
      )
    }
    const errors = findErrors(value)
    if (errors.length > 0) throw new InvalidValueError(...errors)
    // `findErrors` has checked the type.
    return value as Value
  }
}

/** Returns whether a text is JSON (an object or array), not a path. */
export function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text)
}
