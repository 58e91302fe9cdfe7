import type { LabOrder } from "@loop-health/integrations-contract"
import { expectTypeOf, test } from "vitest"
import type { Success } from "../../src/http/respond.ts"
import type { OperationHandlers } from "../../src/operations/operation.ts"

type Handler = OperationHandlers["createLabOrder"]

test("an operation returns the status and body that the contract declares for success", () => {
  expectTypeOf<Handler>().returns.resolves.toEqualTypeOf<Success<201, LabOrder>>()
})

test("an operation without path parameters receives none", () => {
  expectTypeOf<Handler>().parameter(0).toHaveProperty("parameters").toBeUnknown()
})
