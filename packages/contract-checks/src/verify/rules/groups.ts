/** The groups of cases, in the order in which they run. */
export const groups = [
  "examples",
  "boundaries",
  "headers",
  "fuzz",
  "framing",
  "auth",
  "cors",
  "responses",
  "intents",
  "leaks",
] as const

/** A group of cases. */
export type Group = (typeof groups)[number]
