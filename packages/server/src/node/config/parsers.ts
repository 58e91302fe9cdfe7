import { readFileSync } from "node:fs"
import { e164 } from "../../junction/order-request.ts"
import { systemCode } from "../../telemetry/safe-error.ts"
import { parseLedgerUrl } from "../ledgers/open-ledger.ts"

/**
 * What is wrong with a value. Each rule goes after the name of its variable: ` must be …`, or `.member must be …`. None
 * repeats the value, which may be a secret.
 */
export class InvalidValueError extends Error {
  override readonly name = "InvalidValueError"
  readonly rules: readonly string[]

  constructor(...rules: readonly string[]) {
    super(rules.join("; "))
    this.rules = rules
  }
}

/** Turns the text of a variable into its value, or throws a {@link InvalidValueError}. */
export type Parser<Value> = (text: string) => Value

/** Any text. */
export const parseText: Parser<string> = (text) => text

/** A TCP port; 0 lets the system choose. */
export const parsePort: Parser<number> = parseWholeNumber(0, 65_535)

/** Milliseconds; at most a day, because what is longer was meant as something else. */
export const parseMilliseconds: Parser<number> = parseWholeNumber(0, 86_400_000)

/** Milliseconds of a limit: none would reject everything, or mean that there is no limit. */
export const parseLimitMs: Parser<number> = parseWholeNumber(1, 86_400_000)

/** A whole number between two bounds, both included. */
export function parseWholeNumber(min: number, max: number): Parser<number> {
  return (text) => {
    const value = Number(text)
    if (!/^\d{1,15}$/.test(text) || value < min || value > max) {
      throw new InvalidValueError(` must be a whole number from ${min} to ${max}`)
    }
    return value
  }
}

/** One of some words. */
export function parseOneOf<Word extends string>(words: readonly Word[]): Parser<Word> {
  return (text) => {
    const word = words.find((known) => known === text)
    if (word === undefined) throw new InvalidValueError(` must be one of ${words.join(", ")}`)
    return word
  }
}

/** An http or https URL without credentials, which fetch rejects and logs would repeat. */
export const parseHttpUrl: Parser<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new InvalidValueError(" must be an http or https URL without user name and password")
  }
  return text
}

/** An http or https URL that paths are put behind. */
export const parseBaseUrl: Parser<string> = (text) => {
  const { search, hash } = new URL(parseHttpUrl(text))
  if (search || hash) throw new InvalidValueError(" must be a URL without a query and a fragment")
  return text
}

/** A key as it is sent in a header; one that no header takes would be noticed at the first order. */
export const parseApiKey: Parser<string> = (text) => {
  if (!/^[!-~]+$/.test(text)) throw new InvalidValueError(" must be visible ASCII without spaces")
  return text
}

/** Origins as a browser sends them (RFC 6454, section 6.2), comma-separated. */
export const parseOrigins: Parser<readonly string[]> = (text) => {
  const origins = text.split(",").map((origin) => origin.trim())
  if (!origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin)) {
    throw new InvalidValueError(
      " must be origins such as https://app.example, without a path, separated by commas",
    )
  }
  return origins
}

/** Where a ledger is. */
export const parseLedgerAddress: Parser<string> = (text) => {
  try {
    parseLedgerUrl(text)
  } catch {
    throw new InvalidValueError(" must be sqlite:<path>, file:///<path> or postgres://…")
  }
  return text
}

/** At least 32 bytes in base64 (RFC 4648, sections 4 and 5). */
export const parseSecretBytes: Parser<Uint8Array> = (text) => {
  const bytes = Buffer.from(text, "base64")
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || bytes.byteLength < 32) {
    throw new InvalidValueError(" must be 32 bytes or more in base64")
  }
  return bytes
}

/** E.164. */
export const parsePhone: Parser<string> = (text) => {
  if (!e164.test(text)) throw new InvalidValueError(" must be + and 10 to 15 digits")
  return text
}

/**
 * JSON, or the path of a file with it, of which a function finds every fault, told as where and what. What has no fault
 * is a `Value`.
 */
export function parseJson<Value>(findErrors: (value: unknown) => readonly string[]): Parser<Value> {
  return (text) => {
    let value: unknown
    try {
      value = JSON.parse(isJson(text) ? text : readFileSync(text, "utf8"))
    } catch (error) {
      // What JSON.parse says quotes the text.
      const unread = systemCode(error)
      throw new InvalidValueError(
        unread === undefined
          ? " must be JSON, or the path of a file with JSON"
          : ` must be JSON or the path of a file that can be read (${unread})`,
      )
    }
    const errors = findErrors(value)
    if (errors.length > 0) throw new InvalidValueError(...errors)
    // Judged a line above, by the function that goes with the type.
    return value as Value
  }
}

/** Whether a text is meant as JSON and not as the path of a file. */
export function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text)
}
