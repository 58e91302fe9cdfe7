import { InputError } from "./input-error.ts"

/**
 * Returns the format with this name. `github` is an alias of `github-actions`. Default: `text`.
 * Throws {@link InputError} for an unknown name.
 */
export function chooseFormat<Format extends string>(
  name = "text",
  formats: readonly Format[],
): Format {
  const format = formats.find((known) => known === (name === "github" ? "github-actions" : name))
  if (format !== undefined) return format
  throw new InputError(`Unknown --format "${name}". Expected one of: ${formats.join(", ")}.`)
}
