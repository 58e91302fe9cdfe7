import type { ApiOperation } from "../../read-document/api-document.ts"
import type { TestCase } from "../test-case.ts"
import { concurrencyCases } from "./concurrency-cases.ts"
import { keyCases } from "./key-cases.ts"
import { modelCases } from "./model-cases.ts"
import { replayCases } from "./replay-cases.ts"
import { reuseCases } from "./reuse-cases.ts"
import { tenantCases } from "./tenant-cases.ts"

/**
 * Returns the cases about the idempotency header. Returns no cases for an operation without this
 * header.
 */
export function intentCases(operation: ApiOperation): TestCase[] {
  if (operation.idempotencyHeader === undefined) return []
  return [replayCases, reuseCases, keyCases, tenantCases, concurrencyCases, modelCases].flatMap(
    (create) => create(operation),
  )
}
