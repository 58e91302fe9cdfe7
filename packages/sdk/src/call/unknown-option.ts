/**
 * Returns the rule that an unknown option breaks, with the nearest option. Returns undefined if all
 * options are known. The rule contains the name of the option, never its value.
 */
export function findUnknownOption(options: object, known: readonly string[]): string | undefined {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return undefined
  const given = unknown.toLowerCase()
  // Counts the pairs of characters that both names have.
  const likeness = (option: string) =>
    given
      .split("")
      .filter((_, index) => option.toLowerCase().includes(given.slice(index, index + 2))).length
  const [nearest] = [...known].sort((one, other) => likeness(other) - likeness(one))
  return `Unknown option "${unknown}". Use ${nearest}`
}
