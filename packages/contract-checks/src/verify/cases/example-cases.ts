import type { ApiOperation } from "../read-document/api-document.ts"
import { describeResponse, outcomeOf } from "../run/exchange.ts"
import type { CaseContext, TestCase } from "./test-case.ts"

/** Returns one case for each documented request. */
export function exampleCases(operation: ApiOperation): TestCase[] {
  return operation.examples.map((example) => ({
    id: `${operation.name}:examples:${example.name}`,
    group: "examples" as const,
    operation,
    run: async (context: CaseContext) => {
      const exchange = await context.send(context.build({}, example))
      if (outcomeOf(exchange) === "success") return
      const received = describeResponse(exchange)
      const message = `Expected success for the example "${example.name}", received ${received}.`
      context.report({ rule: "example-rejected", message, exchange })
    },
  }))
}
