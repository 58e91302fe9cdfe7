import { lowerFirst, successSchemas, type Contract } from "./contract.ts"
import type { Operation } from "./read-operations.ts"

/**
 * Creates one constant per operation: its method, path, scopes, statuses, and error codes by
 * status.
 */
export function operationsModule(contract: Contract, operations: readonly Operation[]): string {
  const constants = operations.map(({ operationId, method, path, scopes, success, errors }) => {
    const constant = {
      operationId,
      method,
      path,
      scopes,
      successStatus: success.status,
      errorStatuses: errors.map(({ status }) => status),
      errorCodes: Object.fromEntries(
        errors.map(({ status, codes }) => [status, Object.keys(codes)]),
      ),
    }
    return `
      /** \`${method} ${path}\` as the document declares the operation. */
      export const ${operationId} = ${JSON.stringify(constant)} as const`
  })
  const fields = successSchemas(operations).map(
    (name) => `
      /** The fields of \`${name}\`, in the document's order. */
      export const ${lowerFirst(name)}Fields = ${JSON.stringify(propertiesOf(contract, name))} as const`,
  )
  return `${constants.join("\n")}

    /** Every operation of the document by its ID. */
    export const operationsById = { ${operations.map(({ operationId }) => operationId).join(", ")} } as const
    ${fields.join("\n")}\n`
}

function propertiesOf({ components }: Contract, schema: string): string[] {
  return Object.keys((components.schemas[schema]?.["properties"] ?? {}) as object)
}
