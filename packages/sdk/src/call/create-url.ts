import type { CreateUrl, ParamValues } from "./types.ts"

/**
 * Creates the URL of a call with parameters. An app whose calls have no parameters does not bundle
 * this function.
 *
 * @throws TypeError if a path parameter is missing or would change the path.
 */
export const createUrl: CreateUrl = Object.assign(toUrl, {
  rule: 'Path parameters must not be empty, ".", or ".."',
})

function toUrl(baseUrl: string, { path, params }: Parameters<CreateUrl>[1]): string {
  const pathname = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params?.path?.[name] ?? "")
    if (/^\.{0,2}$/.test(value)) throw new TypeError(`no ${name}`)
    return encodeURIComponent(value)
  })
  const search = new URLSearchParams(definedEntries(params?.query)).toString()
  return baseUrl + pathname + (search && `?${search}`)
}

/** Returns the entries of a record whose values are neither undefined nor null. */
function definedEntries(values: ParamValues = {}): [string, string][] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)])
}
