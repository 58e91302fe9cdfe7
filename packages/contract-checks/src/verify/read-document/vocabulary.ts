import { isObject, type Json, type JsonObject } from "../../document/json.ts"

const exampleKeys = ["example", "examples"]

/**
 * Returns all names, prose, and allowed values of a document in lower case. Omits its examples. A
 * response may contain these texts without disclosing a request.
 */
export function readVocabulary(root: JsonObject): string {
  const texts: string[] = []
  const collect = (node: Json, name: string): void => {
    if (typeof node === "string") texts.push(node)
    else if (typeof node === "object" && node !== null) {
      // A property can be named "example". Its schema is an object under "properties".
      for (const [key, value] of Object.entries(node)) {
        if (isObject(node)) texts.push(key)
        if (name === "properties" || !exampleKeys.includes(key)) collect(value, key)
      }
    }
  }
  collect(root, "")
  return texts.join("\n").toLowerCase()
}
