import { isObject, type Json } from "../../../document/json.ts"
import type { ApiOperation } from "../../read-document/api-document.ts"
import { expandSchema, typesOf } from "../../read-document/schema.ts"
import { reverseFields, withoutField, writeJson } from "../../requests/json-text.ts"
import type { RuleId } from "../../rules/verify-rules.ts"
import { outcomeOf, type Exchange } from "../../run/exchange.ts"
import { listFields } from "../boundaries/list-fields.ts"
import type { CaseContext, TestCase } from "../test-case.ts"
import { buildIntent, intentCase, reportIf, sendIntent, settle } from "./intent.ts"
import { findCreationViolation, findReplayViolation, findReuseViolation, idOf } from "./results.ts"

/** Returns cases that retry an intent, unchanged or in another form with the same meaning. */
export function replayCases(operation: ApiOperation): TestCase[] {
  const body = operation.examples[0]?.body
  return [
    intentCase(operation, "replay", (context) => replayTwice(context)),
    intentCase(operation, "replay-after-others", (context) => replayAfterOthers(context)),
    ...equalForms(operation, body).map(({ name, text, sent }) =>
      intentCase(operation, name, async (context) => {
        const key = context.newKey()
        const first = await placeFirst(context, key)
        if (first === undefined) return
        const again = await sendIntent(context, { key, body: text })
        reportIf(context, findReplayViolation(first, again, "intent-equal-bodies", sent))
      }),
    ),
    ...nullableFields(operation).map((name) =>
      intentCase(operation, `null-and-absent-${name}`, (context) => nullAndAbsent(context, name)),
    ),
  ]
}

/**
 * Creates a result with a new key. Reports a violation and returns undefined if no result is
 * created.
 */
export async function placeFirst(
  context: CaseContext,
  key: string,
  body?: Json,
): Promise<Exchange | undefined> {
  const first = await sendIntent(context, body === undefined ? { key } : { key, body })
  const rule: RuleId = "intent-keys-mixed"
  const violation = findCreationViolation(first, [], rule, "a new key")
  return reportIf(context, violation) || outcomeOf(first) === "success" ? first : undefined
}

/** Headers of another client. An intent does not include these headers. */
const otherHeaders = {
  "user-agent": ["another-client/2.0"],
  "accept-language": ["fr"],
  "x-request-id": ["verify-another-request"],
}

async function replayTwice(context: CaseContext): Promise<void> {
  const key = context.newKey()
  const first = await placeFirst(context, key)
  if (first === undefined) return
  const again = await sendIntent(context, { key })
  if (!reportIf(context, findReplayViolation(first, again, "intent-replay", "a retry"))) return
  const request = context.build({ key: [key], headers: otherHeaders })
  const third = await settle(context, request)
  const sent = "a retry with other headers"
  reportIf(context, findReplayViolation(first, third, "intent-equal-bodies", sent))
}

async function replayAfterOthers(context: CaseContext): Promise<void> {
  const key = context.newKey()
  const first = await placeFirst(context, key)
  if (first === undefined) return
  for (let count = 0; count < 12; count += 1) {
    await sendIntent(context, { key: context.newKey() })
  }
  const again = await sendIntent(context, { key })
  const sent = "a retry after 12 other requests"
  reportIf(context, findReplayViolation(first, again, "intent-replay", sent))
}

interface EqualForm {
  readonly name: string
  readonly text: string
  readonly sent: string
}

function equalForms(operation: ApiOperation, body: Json | undefined): readonly EqualForm[] {
  if (body === undefined) return []
  const forms: EqualForm[] = [
    {
      name: "reordered",
      text: JSON.stringify(reverseFields(body)),
      sent: "a retry with fields in another order",
    },
    {
      name: "white-space",
      text: `\n${JSON.stringify(body, null, 4)} `,
      sent: "a retry with other white space",
    },
    { name: "escapes", text: escapeLetters(JSON.stringify(body)), sent: "a retry with escapes" },
    {
      name: "escaped-names",
      text: JSON.stringify(body).replaceAll(/_(?=\w*":)/g, "\\u005f"),
      sent: "a retry with escapes in names",
    },
  ]
  const [example] = operation.examples
  const number = listFields(operation).find(
    (field) => field.example === example && Number.isInteger(field.value),
  )
  if (number !== undefined) {
    const value = Number(number.value)
    forms.push({
      name: "number-form",
      text: writeJson(body, number.pointer, `${value}.0`),
      sent: "a retry with an integer in decimal notation",
    })
    forms.push({
      name: "number-exponent",
      text: writeJson(body, number.pointer, value.toExponential()),
      sent: "a retry with an integer in exponent notation",
    })
  }
  return forms
}

/** Writes the first letter of each string value as an escape. */
function escapeLetters(text: string): string {
  return text.replaceAll(/:"([A-Za-z])/g, (_match, letter: string) => {
    return `:"\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`
  })
}

/** Returns the optional fields of the body that can be null. */
function nullableFields({ body, examples }: ApiOperation): readonly string[] {
  if (body === undefined || !isObject(examples[0]?.body)) return []
  return expandSchema(body.schema, body.schema).flatMap((schema) => {
    const { properties, required } = schema
    if (!isObject(properties)) return []
    return Object.entries(properties)
      .filter(([name]) => !(Array.isArray(required) && required.includes(name)))
      .filter(([, property]) =>
        expandSchema(body.schema, property).some((one) => typesOf(one).includes("null")),
      )
      .map(([name]) => name)
  })
}

/** Checks that a null field and an absent field with one key never create two results. */
async function nullAndAbsent(context: CaseContext, name: string): Promise<void> {
  const body = context.operation.examples[0]?.body ?? null
  const key = context.newKey()
  const first = await placeFirst(context, key, JSON.parse(writeJson(body, [name], "null")) as Json)
  if (first === undefined) return
  const again = await settle(
    context,
    buildIntent(context, { key, body: withoutField(body, [name]) }),
  )
  if (outcomeOf(again) === "success" && idOf(again) === idOf(first)) return
  reportIf(context, findReuseViolation(first, again, `/${name}`))
}
