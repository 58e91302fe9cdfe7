import { printPointer } from "../../document/pointer.ts"
import type { ApiOperation } from "../read-document/api-document.ts"
import { writeJson } from "../requests/json-text.ts"
import { digest } from "../requests/idempotency-keys.ts"
import { requestIdHeader } from "../checks/check-headers.ts"
import { listFields } from "./boundaries/list-fields.ts"
import { caseFactory, type CaseContext, type TestCase } from "./test-case.ts"

/** Returns cases with distinctive invented values. Each response is checked for these values. */
export function leakCases(operation: ApiOperation): TestCase[] {
  const create = caseFactory(operation, "leaks")
  const strings = listFields(operation).filter(({ value }) => typeof value === "string")
  return [
    ...strings.map(({ pointer, example }) =>
      create(printPointer(pointer), async (context) => {
        const canary = createCanary(context, printPointer(pointer))
        const body = example.body ?? null
        // The array makes the value invalid for any string field.
        for (const text of [JSON.stringify(canary), `[${JSON.stringify(canary)}]`]) {
          const request = context.build({ body: writeJson(body, pointer, text) }, example)
          await context.send(request, { canary })
        }
      }),
    ),
    ...(operation.body === undefined
      ? []
      : [
          create("malformed-body", (context) => sendMalformed(context, (canary) => `{"${canary}`)),
          create("malformed-value", (context) =>
            sendMalformed(context, (canary) => `{"field": ${canary}}`),
          ),
          create("unknown-field-name", sendUnknownName),
        ]),
    ...(operation.idempotencyHeader === undefined ? [] : [create("invalid-key", sendInvalidKey)]),
    create("invalid-token", sendInvalidToken),
    create("request-id", sendUnsafeRequestId),
    create("query", sendQuery),
  ]
}

/** Returns an invented value that contains no word and no personal data. */
function createCanary({ seed }: CaseContext, name: string): string {
  const letters = digest(`canary ${seed} ${name}`).replaceAll(/\d/g, (digit) => {
    return "ghjkmnpqrs".charAt(Number(digit))
  })
  return `Z${letters.slice(0, 15)}`
}

async function sendMalformed(context: CaseContext, bodyOf: (canary: string) => string) {
  const canary = createCanary(context, "malformed")
  await context.send(context.build({ body: bodyOf(canary) }), { canary })
}

async function sendUnknownName(context: CaseContext): Promise<void> {
  const canary = createCanary(context, "name")
  await context.send(context.build({ body: JSON.stringify({ [canary]: canary }) }), { canary })
}

async function sendInvalidKey(context: CaseContext): Promise<void> {
  const canary = createCanary(context, "key")
  await context.send(context.build({ key: [`${canary} ${canary}é`] }), { canary })
}

async function sendInvalidToken(context: CaseContext): Promise<void> {
  const { operation, credentials } = context
  if (operation.credential === undefined || !credentials.isReal) return
  const canary = createCanary(context, "token")
  await context.send(context.build({ token: canary }), { canary })
}

/** A request ID from the caller must not bring markup or long text into responses and logs. */
async function sendUnsafeRequestId(context: CaseContext): Promise<void> {
  const [response] = context.operation.responses
  const name = requestIdHeader(context.operation, Number(response?.status))
  if (name === undefined) return
  const canary = createCanary(context, "request-id")
  for (const value of [`<b>${canary}</b>"`, canary.repeat(100)]) {
    const request = context.build({ headers: { [name]: [value] }, key: [context.newKey()] })
    const exchange = await context.send(request)
    if (exchange.response?.headers.get(name) !== value) continue
    const message = `The header "${name}" contains an unsafe value that the caller sent.`
    context.report({ rule: "request-id", field: name, message, exchange })
  }
}

async function sendQuery(context: CaseContext): Promise<void> {
  const canary = createCanary(context, "query")
  const request = context.build(context.operation.body === undefined ? {} : { body: "{" })
  const separator = request.path.includes("?") ? "&" : "?"
  await context.send(
    { ...request, path: `${request.path}${separator}x_unknown=${canary}` },
    { canary },
  )
}
