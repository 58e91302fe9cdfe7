import fc from "fast-check"
import type { Json } from "../../document/json.ts"
import { printPointer } from "../../document/pointer.ts"
import { validatorFor } from "../schema-validator.ts"
import type { ApiOperation } from "../read-document/api-document.ts"
import { exampleText } from "../requests/api-request.ts"
import { parseJson, writeJson } from "../requests/json-text.ts"
import { RunStopped } from "../run/run-stopped.ts"
import { listFields, type ExampleField } from "./boundaries/list-fields.ts"
import { isNarrower } from "./boundaries/probe.ts"
import { expectAccepted, expectNoFailure, expectRejected } from "./expectations.ts"
import { caseFactory, type CaseContext, type TestCase, type Violation } from "./test-case.ts"

/** Number of random bodies of each kind. */
const bodies = 60

/** Strings that servers, databases, and templates can misread. */
const specialStrings = [
  "",
  " ",
  "null",
  "true",
  "0",
  "__proto__",
  "constructor",
  "<script>alert(1)</script>",
  "' OR '1'='1",
  "../../etc/passwd",
  "${7*7}",
  "%00",
  "a\r\nx-injected: 1",
  "\u202Eabc",
  "\uFEFF",
]

let values: fc.Arbitrary<Json> | undefined

/** Returns values of all types. The first call takes half a second, which lint and diff avoid. */
function anyValue(): fc.Arbitrary<Json> {
  values ??= fc.oneof(
    fc.constantFrom(...specialStrings),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.toWellFormed()),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
  )
  return values
}

/**
 * Returns cases with changes of the first documented body. Random changes that cause a violation
 * are reduced to the smallest such change.
 */
export function fuzzCases(operation: ApiOperation): TestCase[] {
  const [example] = operation.examples
  const text = example === undefined ? undefined : exampleText(example)
  if (operation.body === undefined || text === undefined) return []
  const create = caseFactory(operation, "fuzz")
  const fields = listFields(operation).filter((field) => field.example === example)
  return [
    create("values", async (context) => {
      const changes = fc.array(fc.record({ at: fc.nat(fields.length - 1), value: anyValue() }), {
        minLength: 1,
        maxLength: 3,
      })
      await search(context, changes, (quiet, sequence) => {
        const changed = sequence.flatMap(({ at, value }) => {
          const field = fields[at]
          return field === undefined ? [] : [{ field, value }]
        })
        return sendValues(quiet, changed)
      })
    }),
    create("special-strings", (context) => sendSpecialStrings(context, fields)),
    create("bytes", async (context) => {
      const bytes = Buffer.from(text)
      const changes = fc.array(fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255) }), {
        minLength: 1,
        maxLength: 4,
      })
      await search(context, changes, (quiet, sequence) => {
        const copy = Uint8Array.from(bytes)
        for (const { at, byte } of sequence) copy[at] = byte
        return sendBytes(quiet, copy)
      })
    }),
  ]
}

/** Sends each special string in all string fields at once, and in a third of the fields alone. */
async function sendSpecialStrings(
  context: CaseContext,
  fields: readonly ExampleField[],
): Promise<void> {
  const strings = fields.filter(({ value }) => typeof value === "string")
  for (const [index, value] of specialStrings.entries()) {
    await sendValues(
      context,
      strings.map((field) => ({ field, value })),
    )
    for (const [at, field] of strings.entries()) {
      if ((at + context.seed) % 3 === index % 3) await sendValues(context, [{ field, value }])
    }
  }
}

/** Runs random changes, and reports the smallest one that violates a rule. */
async function search<Change>(
  context: CaseContext,
  changes: fc.Arbitrary<Change>,
  send: (context: CaseContext, change: Change) => Promise<void>,
): Promise<void> {
  let smallest: Violation | undefined
  const property = fc.asyncProperty(changes, async (change) => {
    const violations: Violation[] = []
    await send({ ...context, report: (violation) => void violations.push(violation) }, change)
    const [violation] = violations
    smallest = violation ?? smallest
    return violation === undefined
  })
  const result = await fc.check(property, { seed: context.seed, numRuns: bodies })
  if (result.errorInstance instanceof RunStopped) throw result.errorInstance
  if (smallest !== undefined) context.report(smallest)
}

interface ChangedField {
  readonly field: ExampleField
  readonly value: Json
}

async function sendValues(context: CaseContext, changes: readonly ChangedField[]): Promise<void> {
  const { operation } = context
  let body = operation.examples[0]?.body ?? null
  for (const { field, value } of changes) {
    body = parseJson(writeJson(body, field.pointer, JSON.stringify(value))) ?? null
  }
  const verdict = validatorFor(operation.body?.schema ?? {}).verdict(body)
  if (verdict === "disputed") return context.dropDisputed()
  const exchange = await context.send(context.build({ body: JSON.stringify(body) }))
  const names = changes.map(({ field }) => printPointer(field.pointer) || "the body")
  const [only] = new Set(names)
  const field = new Set(names).size === 1 && only !== "the body" ? only : undefined
  const sent = `a random value of ${[...new Set(names)].join(", ")}`
  if (verdict === "invalid") {
    expectRejected(context, exchange, { rule: "invalid-value-accepted", field, sent })
  } else if (changes.some((change) => isNarrower(change.field) || isContainer(change.field))) {
    expectNoFailure(context, exchange, { field, sent })
  } else {
    expectAccepted(context, exchange, { rule: "valid-value-rejected", field, sent })
  }
}

/** A changed object can satisfy the schema but lack fields that the server needs. */
function isContainer({ value }: ExampleField): boolean {
  return typeof value === "object" && value !== null
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

async function sendBytes(context: CaseContext, body: Uint8Array): Promise<void> {
  const parsed = parseBytes(body)
  const exchange = await context.send(context.build({ body }), { isAmbiguous: true })
  if (parsed === undefined) {
    const sent = "a body with random bytes that is not JSON"
    expectRejected(context, exchange, { rule: "malformed-body-accepted", sent })
    return
  }
  const verdict = validatorFor(context.operation.body?.schema ?? {}).verdict(parsed)
  const sent = "a body with random bytes"
  if (verdict !== "invalid") expectNoFailure(context, exchange, { sent })
  else expectRejected(context, exchange, { rule: "invalid-value-accepted", sent })
}

function parseBytes(body: Uint8Array): Json | undefined {
  try {
    return parseJson(utf8.decode(body))
  } catch {
    return undefined
  }
}
