import { readFileSync } from "node:fs"

/** The documents of the SDK: its README, the text for agents, and pages of the reference site. */
export const documents = [
  "README",
  "SKILL",
  "guides/order-a-panel",
  "guides/handle-errors",
  "guides/forms",
  "guides/idempotency",
  "guides/react",
  "guides/migrate-from-fetch",
  "compatibility",
] as const

/** Reads a document by its name. */
export function readDocument(name: (typeof documents)[number]): string {
  const ofPackage = name === "README" || name === "SKILL"
  const path = ofPackage ? name : `../docs/src/content/docs/${name}`
  return readFileSync(new URL(`../../${path}.md`, import.meta.url), "utf8")
}

/** Returns the section of a heading, such as `## Hooks`, up to the next heading of any level. */
export function sectionOf(name: (typeof documents)[number], heading: string): string {
  const sections = readDocument(name).split(/^(?=#+ )/m)
  const found = sections.find((text) => text.startsWith(`${heading}\n`))
  if (found === undefined) throw new Error(`${name} has no heading "${heading}".`)
  return found
}
