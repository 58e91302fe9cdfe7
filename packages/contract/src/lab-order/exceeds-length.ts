/** Returns whether a text has more code points than the limit. */
export function exceedsLength(text: string, maxLength: number): boolean {
  // A code point has one or two UTF-16 units.
  if (text.length <= maxLength) return false
  return text.length > 2 * maxLength || Array.from(text).length > maxLength
}
