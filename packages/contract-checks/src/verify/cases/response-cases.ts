import type { ApiOperation } from "../read-document/api-document.ts"
import type { RequestParts } from "../requests/api-request.ts"
import { caseFactory, type TestCase } from "./test-case.ts"

/**
 * Returns cases that cause common responses. Only the checks that apply to all responses apply to
 * these cases.
 */
export function responseCases(operation: ApiOperation): TestCase[] {
  const createCase = caseFactory(operation, "responses")
  const create = (name: string, parts: RequestParts) =>
    createCase(name, async (context) => {
      const key = [context.newKey()]
      await context.send(context.build({ key, ...parts }))
      await context.send(context.build({ key, ...parts }))
    })
  const { body, credential, idempotencyHeader } = operation
  return [
    create("success", {}),
    ...(body === undefined
      ? []
      : [
          create("empty-object", { body: "{}" }),
          create("malformed-body", { body: "{" }),
          create("media-type", { headers: { "content-type": ["text/plain"] } }),
        ]),
    ...(credential === undefined ? [] : [create("no-credential", { token: null })]),
    ...(idempotencyHeader === undefined ? [] : [create("no-key", { key: [] })]),
  ]
}
