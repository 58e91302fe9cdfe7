import { readFile } from "node:fs/promises"
import { parse } from "yaml"

/** Reads the repository's contract. */
export async function readContract(): Promise<object> {
  const file = new URL("../../../../../spec/openapi.yaml", import.meta.url)
  return parse(await readFile(file, "utf8")) as object
}
