/**
 * Returns the known name that is nearest to a misspelled one. Returns undefined if more than a
 * quarter of the characters differ, and for names of other programs, such as `PORT0` and `SORT`.
 */
export function findNearestName(misspelled: string, known: readonly string[]): string | undefined {
  const text = misspelled.toUpperCase()
  const [nearest] = known
    .filter((name) => !isOtherName(text, name))
    .filter((name) => Math.abs(name.length - text.length) <= maxDistance(name))
    .map((name) => ({ name, distance: distanceOf(text, name) }))
    .filter(({ name, distance }) => distance <= maxDistance(name))
    .toSorted((one, other) => one.distance - other.distance)
  return nearest?.name
}

/** Shorter names differ from many other names by one letter. */
const minLength = 6

/** Returns whether a text is a numbered name, or another word of the length of a short name. */
function isOtherName(text: string, name: string): boolean {
  const lettersOf = (word: string) => word.split("").sort().join("")
  const isWord =
    name.length < minLength && text.length === name.length && lettersOf(text) !== lettersOf(name)
  return isWord || (text !== name && text.replace(/\d+$/, "") === name)
}

function maxDistance(name: string): number {
  return Math.floor(name.length / 4)
}

/** Counts the characters to insert, delete, replace, or swap with the next one. */
function distanceOf(one: string, other: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const at = (distances: readonly number[], index: number) => distances[index] ?? Infinity
      const same = one[row - 1] === other[column - 1]
      const swapped =
        one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
          ? at(beforePrevious, column - 2) + 1
          : Infinity
      current.push(
        Math.min(
          at(previous, column) + 1,
          at(current, column - 1) + 1,
          at(previous, column - 1) + (same ? 0 : 1),
          swapped,
        ),
      )
    }
    beforePrevious = previous
    previous = current
  }
  return previous.at(-1) ?? 0
}
