import { stateCodes } from "../support/state-codes.ts"

/**
 * A rule that the contract's schemas do not have, with checks for surely valid and surely invalid
 * values.
 */
interface Rule {
  readonly path: string
  readonly message: string
  readonly isValid: (value: unknown) => boolean
  readonly isInvalid: (value: unknown) => boolean
}

/** Returns checks for values that spec/README.md surely accepts and surely rejects. */
function text(fine: RegExp, wrong: RegExp): Pick<Rule, "isValid" | "isInvalid"> {
  return {
    isValid: (value) => value === undefined || fine.test(written(value)),
    isInvalid: (value) => value !== undefined && wrong.test(written(value)),
  }
}

/** Returns the text of a field. The contract was checked before. */
function written(value: unknown): string {
  return typeof value === "string" ? value : ""
}

/** Returns checks for a rule that is complete: every value is valid or invalid. */
function exactly(isValid: Rule["isValid"]): Pick<Rule, "isValid" | "isInvalid"> {
  return { isValid, isInvalid: (value) => !isValid(value) }
}

const name = {
  message: "must be 1 to 50 letters (A to Z, with or without accents), digits, spaces, or - . , '",
  ...text(/^[A-Za-z0-9]{1,50}$/, /^\s*$|^[-.,']|[\p{Script=Han}_/()]|[A-Za-z]{51}/u),
}
const printable = /^ *[!-~]+( [!-~]+)* *$/
const unprintable = /(?!\s)[\p{Cc}\u200b\u202e]/u
const place = {
  message: "must not be blank, exceed 320 characters, or contain control or invisible characters",
  isValid: (value: unknown) => written(value).length <= 320 && printable.test(written(value)),
  isInvalid: (value: unknown) => /^\s*$/u.test(written(value)) || unprintable.test(written(value)),
}

/**
 * The rules for fields in spec/README.md, "Normalization" and "Valid JSON that is
 * rejected".
 */
export const fieldRules: readonly Rule[] = [
  { path: "/patient/first_name", ...name },
  { path: "/patient/last_name", ...name },
  {
    path: "/patient/dob",
    message: "must be a calendar date from 1900-01-01 to today, as YYYY-MM-DD",
    ...text(
      /^(19\d\d|200\d)-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
      /^(?!\s*\d{4}-\d\d-\d\d)|-(02-3|..-3[2-9])/,
    ),
  },
  {
    path: "/patient/email",
    message:
      "must be an email address at a domain name with a dot, without quotes, of at most 254 characters",
    ...exactly(
      (value) => written(value).length <= 254 && /^[^"].*\.[a-z][a-z\d-]*$/i.test(written(value)),
    ),
  },
  {
    path: "/patient/phone",
    message:
      "must be a US phone number, or + and a valid international number of 10 to 15 digits, without (0)",
    ...text(/^(\+1)?[2-9]\d{9}$/, /[A-Za-z]|^(\D*\d){0,9}\D*$|^(\D*\d){16}/),
  },
  {
    path: "/patient/sex",
    message: "must be one of: female, male, other, unknown",
    ...text(/^(female|male|other|unknown)$/i, /^[^a-z]*$|\d/iu),
  },
  { path: "/address/line1", ...place },
  {
    path: "/address/line2",
    message: "must not exceed 320 characters or contain control or invisible characters",
    isValid: (value) => value === undefined || place.isValid(value),
    isInvalid: (value) => unprintable.test(written(value)),
  },
  { path: "/address/city", ...place },
  {
    path: "/address/state",
    message: "must be the two-letter code or the name of a US state or territory",
    isValid: (value) => stateCodes.flat().includes(written(value)),
    isInvalid: (value) => /^[^a-z]*$|\d/iu.test(written(value)),
  },
  {
    path: "/address/zip",
    message: "must be a ZIP code: 12345 or 12345-6789",
    ...exactly((value) => /^\s*\d{5}(-\d{4})?\s*$/u.test(written(value))),
  },
  {
    path: "/address/country",
    message: "must be US, because labs accept only patients in the United States",
    ...text(/^USA?$|^United States$/i, /^[^a-z]*$|\d/iu),
  },
  {
    path: "/total_cents",
    message: "must be at most 9007199254740991",
    ...exactly((value) => value === undefined || value === null || Number.isSafeInteger(value)),
  },
  {
    path: "/currency",
    message: "must not contain the character U+0000",
    ...exactly((value) => !written(value).includes("\0")),
  },
  {
    path: "/patient_id",
    message: "must not contain the character U+0000 or more than 255 characters",
    ...exactly(
      (value) => !written(value).includes("\0") && Array.from(written(value)).length <= 255,
    ),
  },
]

/** The rules for the whole body, by message ("Bodies that are JSON and still rejected"). */
export const bodyRules = {
  "must not be nested deeper than 64 levels": (value: unknown) => isDeeperThan(64, value),
  "must contain only well-formed Unicode": (value: unknown) =>
    someWithin(value, (inner) => typeof inner === "string" && /\p{Surrogate}/u.test(inner)),
  "must not contain a number beyond the range of a double (RFC 8259)": (value: unknown) =>
    someWithin(value, (inner) => inner === Infinity || inner === -Infinity),
} as const

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner))
}

/**
 * Returns whether any value or field name within a value matches. Without recursion, because bodies
 * can be deep.
 */
function someWithin(value: unknown, isSo: (inner: unknown) => boolean): boolean {
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (isSo(next)) return true
    if (typeof next === "object" && next !== null) left.push(...Object.entries(next).flat())
  }
  return false
}
