import { phoneNumberPatterns } from "../generated/phone-numbers.gen.ts"

/** A US number in its common groups. The area code starts with 2 to 9. */
const usNumber = /^(?:\+?1[\s.\-/]*)?(?:\([2-9]\d\d\)|[2-9]\d\d)[\s.\-/]*\d{3}[\s.\-/]*\d{4}$/

/** A number with its country code. The groups after the first may be in parentheses. */
const internationalNumber = /^\+(\d+)(?:[\s.\-/]*(?:\(\d+\)|\d))*$/

const maxLength = 50

/**
 * Returns a phone number in E.164, with 10 to 15 digits. Returns undefined for an invalid or
 * ambiguous number, such as a US number with `+` but without 1.
 */
export function phoneNumber(value: string): string | undefined {
  const written = value.trim()
  // The time of the patterns below grows faster than the length.
  if (written.length > maxLength) return undefined
  const digits = written.replace(/\D/g, "")
  if (usNumber.test(written)) return `+1${digits.slice(-10)}`
  const firstGroup = internationalNumber.exec(written)?.[1]
  if (firstGroup === undefined || digits.length < 10 || digits.length > 15) return undefined
  const code = [1, 2, 3]
    .map((length) => digits.slice(0, length))
    .find((start) => phoneNumberPatterns[start] !== undefined)
  if (code === undefined) return undefined
  const isLikeUs = digits.length === 10 && firstGroup.length === 3 && code.length < 3
  const pattern = new RegExp(`^(?:${phoneNumberPatterns[code] ?? ""})$`)
  return !isLikeUs && pattern.test(digits.slice(code.length)) ? `+${digits}` : undefined
}
