import { operationsById } from "@loop-health/integrations-contract"

/** An operation as the contract declares it. */
export type Operation = (typeof operationsById)[keyof typeof operationsById]

/** The result of `matchOperation`. `path` is the contract's path template. */
export type OperationMatch =
  | {
      readonly kind: "operation"
      readonly path: string
      readonly operation: Operation
      readonly parameters: Readonly<Record<string, string>>
    }
  /** The path exists with other methods. */
  | { readonly kind: "other_method"; readonly path: string; readonly allow: string }
  | { readonly kind: "unknown" }

/** Concrete paths are matched before templated ones (OpenAPI 3.1, section 4.8.8). */
const operations: readonly Operation[] = Object.values(operationsById).sort(
  (one, other) => Number(one.path.includes("{")) - Number(other.path.includes("{")),
)

/** The matches of concrete paths, by method and path. */
const concreteMatches: ReadonlyMap<string, OperationMatch> = new Map(
  operations
    .filter(({ path }) => !path.includes("{"))
    .map((operation) => {
      const { method, path } = operation
      return [`${method} ${path}`, { kind: "operation", path, operation, parameters: {} }]
    }),
)

/** Finds the contract's operation for a method and a path. */
export function matchOperation(method: string, path: string): OperationMatch {
  const concrete = concreteMatches.get(`${method} ${path}`)
  if (concrete !== undefined) return concrete
  const known = operationsAt(path)
  const match = known.find(({ operation }) => operation.method === method)
  const template = (match ?? known[0])?.operation.path
  if (template === undefined) return { kind: "unknown" }
  if (match !== undefined) return { kind: "operation", path: template, ...match }
  return { kind: "other_method", path: template, allow: listMethods(path).join(", ") }
}

/** Returns the methods of a path. Empty for a path outside the contract. */
export function listMethods(path: string): readonly string[] {
  return operationsAt(path).map(({ operation }) => operation.method)
}

function operationsAt(path: string) {
  return operations.flatMap((operation) => {
    const parameters = parametersOf(operation.path, path)
    return parameters === undefined ? [] : [{ operation, parameters }]
  })
}

/** Returns the value of each `{name}` of a template, or undefined if the path does not match. */
function parametersOf(template: string, path: string): Record<string, string> | undefined {
  const names = template.split("/")
  const segments = path.split("/")
  if (names.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  const fits = names.every((name, index) => {
    const segment = segments[index] ?? ""
    if (!/^\{.+\}$/.test(name)) return name === segment
    const value = decodeSegment(segment)
    parameters[name.slice(1, -1)] = value
    return value !== ""
  })
  return fits ? parameters : undefined
}

/** Decodes a path segment (RFC 3986, section 2.1). Returns an empty string if it is not UTF-8. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ""
  }
}
