import { Ajv2020 } from "ajv/dist/2020.js"
import ucs2length from "ajv/dist/runtime/ucs2length.js"
import standaloneCode from "ajv/dist/standalone/index.js"
import {
  errorSchemas,
  lowerFirst,
  fieldsOf,
  requestSchemas,
  successSchemas,
  type Contract,
} from "./contract.ts"
import { emailFormat } from "./email-format.ts"
import type { Operation } from "./read-operations.ts"

/**
 * Creates Ajv's standalone validators of bodies and parameters. They import nothing and need no
 * eval.
 */
export function validatorsModule(contract: Contract, operations: readonly Operation[]): string {
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    messages: false,
    code: { source: true, esm: true, lines: true },
  })
  // The format of ajv-formats rejects addresses that RFC 5321 allows.
  ajv.addFormat("email", emailFormat)
  // Strict mode rejects unknown keywords. These are OpenAPI's own.
  ajv.addVocabulary(["components", "example"])
  ajv.addSchema({ $id: "contract", components: withoutRuleTexts(contract.components) })
  const requests = requestSchemas(operations)
  const pointers = new Map([
    ...[...requests, ...successSchemas(operations), ...errorSchemas(operations)].map(
      (name) => [lowerFirst(name), `/components/schemas/${name}`] as const,
    ),
    ...Object.keys(contract.components.parameters ?? {}).map(
      (name) => [lowerFirst(name), `/components/parameters/${name}/schema`] as const,
    ),
  ])
  for (const [name, pointer] of pointers) {
    ajv.addSchema({ $id: name, $ref: `contract#${pointer}` })
  }
  const code = compileStandalone(ajv, [...pointers.keys()])
  const fields = requests.map(
    (name) => `
      /** The fields of \`${name}\` as JSON Pointers, in the document's order. */
      export const ${lowerFirst(name)}Fields = ${JSON.stringify(fieldsOf(contract, name).map(({ pointer }) => pointer))}`,
  )
  return `${code}
    ${fields.join("\n")}\n`
}

/** Returns the components without `x-narrower`, because Ajv copies the schemas into its code. */
function withoutRuleTexts<Components>(components: Components): Components {
  const text = JSON.stringify(components, (name, value: unknown) =>
    name === "x-narrower" ? undefined : value,
  )
  return JSON.parse(text) as Components
}

/**
 * Compiles the schemas with these IDs to exported functions. Throws an Error if the code imports a
 * module.
 */
export function compileStandalone(ajv: Ajv2020, ids: readonly string[]): string {
  const code = standaloneCode.default(ajv, Object.fromEntries(ids.map((id) => [id, id])))
  // Ajv's ESM output calls require() for its code-point counter. The function's own source replaces
  // the call.
  const selfContained = code.replaceAll(
    'require("ajv/dist/runtime/ucs2length").default',
    String(ucs2length.default),
  )
  if (/\brequire\(|^import\b/m.test(selfContained)) {
    throw new Error("The generated validators import a module. Inline it in scripts/generate.")
  }
  return `// @ts-nocheck\n${selfContained}`
}
