import fc from "fast-check"
import type { Json } from "../../../document/json.ts"
import type { ApiOperation } from "../../read-document/api-document.ts"
import { reverseFields } from "../../requests/json-text.ts"
import { RunStopped } from "../../run/run-stopped.ts"
import type { Exchange } from "../../run/exchange.ts"
import type { CaseContext, TestCase, Violation } from "../test-case.ts"
import { intentCase, reportIf, sendIntent } from "./intent.ts"
import { findCreationViolation, findReplayViolation, findReuseViolation } from "./results.ts"
import { invalidBody, otherBody } from "./variants.ts"

/** Number of random sequences. */
const sequences = 4

/** One request of a sequence. */
const commands = fc.array(
  fc.record({
    key: fc.nat({ max: 2 }),
    body: fc.constantFrom("first", "reordered", "second", "invalid"),
    caller: fc.nat({ max: 1 }),
  }),
  { minLength: 4, maxLength: 12 },
)

type Command = typeof commands extends fc.Arbitrary<(infer One)[]> ? One : never

/** Returns a case with random sequences of requests that share keys. */
export function modelCases(operation: ApiOperation): TestCase[] {
  return [intentCase(operation, "random-sequences", runSequences)]
}

async function runSequences(context: CaseContext): Promise<void> {
  let last: Violation | undefined
  const property = fc.asyncProperty(commands, async (sequence) => {
    const violation = await runSequence(context, sequence)
    // fast-check shortens the sequence as long as it fails, so the last violation has the shortest
    // one.
    if (violation === undefined) return true
    last = { ...violation, message: `${violation.message} Sequence: ${describe(sequence)}.` }
    return false
  })
  const result = await fc.check(property, { seed: context.seed, numRuns: sequences })
  if (result.errorInstance instanceof RunStopped) throw result.errorInstance
  reportIf(context, last)
}

/**
 * Compares the responses of a sequence with a model. For each caller and key, the model has the
 * first valid body and its response. Returns the first violation.
 */
async function runSequence(
  context: CaseContext,
  sequence: readonly Command[],
): Promise<Violation | undefined> {
  const { operation, credentials } = context
  const body = operation.examples[0]?.body ?? {}
  const bodies: Readonly<Record<Command["body"], Json | undefined>> = {
    first: body,
    reordered: reverseFields(body),
    second: otherBody(operation),
    invalid: invalidBody(operation),
  }
  const keys = [context.newKey(), context.newKey(), context.newKey()]
  const model = new Map<string, { readonly isFirst: boolean; readonly exchange: Exchange }>()
  for (const { key, body, caller } of sequence) {
    const sent = bodies[body]
    const token = caller === 1 ? credentials.otherToken : undefined
    if (sent === undefined || (caller === 1 && token === undefined)) continue
    const intent = { key: keys[key] ?? "", body: sent, ...(token === undefined ? {} : { token }) }
    const exchange = await sendIntent(context, intent)
    const id = `${caller} ${key}`
    const known = model.get(id)
    if (body === "invalid") continue
    const isFirst = body !== "second"
    const violation =
      known === undefined
        ? findCreationViolation(
            exchange,
            [...model.values()].map((entry) => entry.exchange),
            "intent-keys-mixed",
            "a request with a new key in a sequence",
          )
        : known.isFirst === isFirst
          ? findReplayViolation(known.exchange, exchange, "intent-replay", "a retry in a sequence")
          : findReuseViolation(known.exchange, exchange, "the body")
    if (violation !== undefined) return violation
    if (known === undefined) model.set(id, { isFirst, exchange })
  }
  return undefined
}

function describe(sequence: readonly Command[]): string {
  return sequence
    .map(({ key, body, caller }) => {
      return `${body} body with key ${key}${caller === 1 ? " of the other caller" : ""}`
    })
    .join(", ")
}
