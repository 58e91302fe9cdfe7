import { readdir, readFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { parse } from "yaml"
import { InputError } from "../input-error.ts"
import { levels, type Level } from "./change.ts"

/** The package whose version tells what became of the contract. */
export const contractPackage = "@loop-health/integrations-contract"

/**
 * The highest level that the changesets of a folder give the contract's package; undefined when none names it or the
 * folder is absent. Throws {@link InputError} for a changeset whose front matter cannot be read.
 */
export async function changesetLevel(folder: string): Promise<Level | undefined> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return []
    throw new InputError(`${folder}: cannot be read (${error.code ?? error.message})`)
  })
  // Changesets itself skips a README.md there.
  const changesets = names.filter((name) => name.endsWith(".md") && name !== "README.md")
  const found = await Promise.all(changesets.map((name) => levelIn(join(folder, name))))
  return levels.findLast((level) => found.includes(level))
}

async function levelIn(file: string): Promise<Level | undefined> {
  const text = await readFile(file, "utf8")
  const frontMatter = /^\s*---\r?\n([\s\S]*?)\r?\n?---\s*(\r?\n|$)/.exec(text)?.[1]
  const given = frontMatter === undefined ? undefined : packagesIn(frontMatter)
  if (given === undefined) {
    throw new InputError(`${relative(process.cwd(), file)}: has no front matter of a changeset`)
  }
  return levels.find((level) => level === given[contractPackage])
}

/** What is read as YAML names packages; an empty front matter names none. */
function packagesIn(frontMatter: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parse(frontMatter)
    if (value === null) return {}
    return typeof value === "object" && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
