/** Minimum length of a value to look for, in characters. Shorter values occur by chance. */
const minLength = 5

/** Shortest part of a canary that counts as disclosed, in characters. */
const windowLength = 6

/**
 * Returns whether a text contains a value. Ignores case, and also finds a reversed value, other
 * notations of a phone number, and URL, base64, or hexadecimal encoding. Returns false for a value
 * of less than 5 characters or less than 4 different characters.
 */
export function containsValue(text: string, value: string): boolean {
  const trimmed = value.trim()
  if (trimmed.length < minLength || new Set(trimmed).size < 4) return false
  if (containsWord(text, trimmed) || containsWord(text, JSON.stringify(trimmed).slice(1, -1))) {
    return true
  }
  const bytes = Buffer.from(trimmed)
  const base64 = bytes.toString("base64").replace(/=+$/, "")
  const others = [encodeURIComponent(trimmed.toWellFormed()), base64, bytes.toString("hex")]
  if (others.some((other) => other.length >= 8 && text.includes(other))) return true
  const reversed = Array.from(trimmed).toReversed().join("")
  return containsWord(text, reversed) || containsDigits(text, trimmed)
}

function containsWord(text: string, word: string): boolean {
  const lower = text.toLowerCase()
  const target = word.toLowerCase()
  for (let at = lower.indexOf(target); at >= 0; at = lower.indexOf(target, at + 1)) {
    const around = `${lower.charAt(at - 1)} ${lower.charAt(at + target.length)}`
    // A number can be a part of an ID or a time by chance.
    if (!/^[\d-]+$/.test(target) || !/\w/.test(around.replace(" ", ""))) return true
  }
  return false
}

/** Returns whether a text contains the digits of a number that is written in another way. */
function containsDigits(text: string, value: string): boolean {
  const digits = value.replaceAll(/\D/g, "")
  if (digits.length < 7 || digits.length < value.length / 2) return false
  const numbers = text.match(/(?<![\w-])\+?\(?\d[\d\s().-]{5,}\d(?![\w-])/g) ?? []
  return numbers.some((number) => number.replaceAll(/\D/g, "").includes(digits.slice(-10)))
}

/** Returns whether a text contains 6 consecutive characters of a canary. */
export function containsWindow(text: string, canary: string): boolean {
  for (let at = 0; at + windowLength <= canary.length; at += 1) {
    if (text.includes(canary.slice(at, at + windowLength))) return true
  }
  return false
}
