import { lowerFirst, fieldsOf, requestSchemas, type Contract } from "./contract.ts"
import type { Operation } from "./read-operations.ts"

/** Creates the rules of `x-narrower` and the optional fields of each request schema. */
export function requestRulesModule(contract: Contract, operations: readonly Operation[]): string {
  return requestSchemas(operations)
    .map((name) => {
      const fields = fieldsOf(contract, name)
      const body = { pointer: "", schema: contract.components.schemas[name] ?? {} }
      const rules = [body, ...fields]
        .filter(({ schema }) => "x-narrower" in schema)
        .map(({ pointer, schema }) => [pointer, schema["x-narrower"]] as const)
      const optional = fields.filter(({ required }) => !required).map(({ pointer }) => pointer)
      return `
        /**
         * Rules that the server has for \`${name}\` besides the schema's, by JSON Pointer: the
         * messages of \`x-narrower\`.
         */
        export const ${lowerFirst(name)}Rules = ${JSON.stringify(Object.fromEntries(rules))} as const

        /** The optional fields of \`${name}\` as JSON Pointers. */
        export const ${lowerFirst(name)}OptionalFields: readonly string[] = ${JSON.stringify(optional)}`
    })
    .join("\n")
}
