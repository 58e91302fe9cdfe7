/** The parts of the contract that grow. */
export interface Contract {
  readonly paths: Record<string, { readonly post: Operation }>
  readonly components: { readonly schemas: Record<string, Schema> }
}

interface Operation {
  operationId: string
  readonly responses: Record<string, object>
}

interface Schema {
  readonly properties?: Record<string, object>
  required?: string[]
}

/**
 * Returns a contract with this number of operations. The first is the contract's own. The others
 * are copies with other paths and operation IDs. Each has its own copies of all schemas.
 */
export function growContract(contract: Contract, operations: number): Contract {
  const grown = structuredClone(contract)
  const [[path, item] = []] = Object.entries(contract.paths)
  if (item === undefined) throw new Error("The contract has no operation to copy.")
  for (let index = 2; index <= operations; index += 1) {
    for (const [name, schema] of Object.entries(contract.components.schemas)) {
      grown.components.schemas[`${name}${index}`] = withOwnSchemas(schema, index)
    }
    const operationId = `${item.post.operationId}${index}`
    grown.paths[`${path}${index}`] = { post: { ...withOwnSchemas(item.post, index), operationId } }
  }
  return grown
}

/** Returns a copy whose references are to the copies of the schemas with this index. */
function withOwnSchemas<Value>(value: Value, index: number): Value {
  const reference = /("#\/components\/schemas\/\w+)"/g
  return JSON.parse(JSON.stringify(value).replaceAll(reference, `$1${index}"`)) as Value
}

/**
 * Returns a contract with four changes: two break clients (a required field, an enum without a
 * value), and two do not (an optional field, an operation).
 */
export function changeContract(contract: Contract): Contract {
  const changed = structuredClone(contract)
  const {
    LabOrderRequest: request,
    Address: address,
    PanelSlug: panel,
  } = changed.components.schemas
  const [first] = Object.values(changed.paths)
  if (!request || !address?.properties || !panel || !first) {
    throw new Error("The contract lacks a schema that the benchmark changes.")
  }
  request.required = [...(request.required ?? []), "currency"]
  Object.assign(panel, { enum: ["wellness", "pcos"] })
  address.properties["line3"] = { type: "string" }
  const operationId = `${first.post.operationId}Again`
  changed.paths["/v1/labs/orders-again"] = { post: { ...first.post, operationId } }
  return changed
}
