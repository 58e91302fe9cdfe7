import { createLabOrder } from "./create-lab-order.ts"
import type { OperationHandlers, OperationParts } from "./operation.ts"

/** Creates the handler of every operation. */
export function createOperations(parts: OperationParts): OperationHandlers {
  return {
    createLabOrder: createLabOrder(parts),
  }
}
