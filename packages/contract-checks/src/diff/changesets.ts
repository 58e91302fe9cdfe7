import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { parse } from "yaml"
import { fileError, unreadableError } from "../input-error.ts"
import { levels, type Level } from "./change.ts"

/** The package whose version is the version of the contract. */
export const contractPackage = "@loop-health/integrations-contract"

/**
 * Returns the highest level of the changesets for the contract's package. If there are no
 * changesets for the package, returns undefined. Throws {@link InputError} if the folder cannot be
 * read, or if a changeset has invalid front matter.
 */
export async function changesetLevel(folder: string): Promise<Level | undefined> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return []
    throw unreadableError(folder, error)
  })
  // Changesets itself skips a README.md in its folder.
  const changesets = names.filter((name) => name.endsWith(".md") && name !== "README.md")
  const found = await Promise.all(changesets.map((name) => levelIn(join(folder, name))))
  return levels.findLast((level) => found.includes(level))
}

async function levelIn(file: string): Promise<Level | undefined> {
  const text = await readFile(file, "utf8")
  const frontMatter = /^\s*---\r?\n([\s\S]*?)\r?\n?---\s*(\r?\n|$)/.exec(text)?.[1]
  const packages = frontMatter === undefined ? undefined : packagesIn(frontMatter)
  if (packages !== undefined) return levels.find((level) => level === packages[contractPackage])
  const form = `\`---\`, \`"<package>": <level>\` for each package, \`---\``
  throw fileError(file, `Invalid front matter. A changeset must start with the lines ${form}.`)
}

/** Returns the packages with their levels. An empty front matter lists none. */
function packagesIn(frontMatter: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(frontMatter) ?? {}
    return typeof value === "object" && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
