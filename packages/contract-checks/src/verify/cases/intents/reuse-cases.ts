import type { ApiOperation } from "../../read-document/api-document.ts"
import { outcomeOf, type Exchange } from "../../run/exchange.ts"
import { expectUnauthenticated } from "../auth/expect-unauthenticated.ts"
import { expectRejected } from "../expectations.ts"
import type { CaseContext, TestCase } from "../test-case.ts"
import { intentCase, reportIf, sendIntent } from "./intent.ts"
import { placeFirst } from "./replay-cases.ts"
import { findCreationViolation, findReplayViolation, findReuseViolation } from "./results.ts"
import {
  invalidBody,
  listEmptyVariants,
  listShifted,
  listVariants,
  otherBody,
  type Variant,
} from "./variants.ts"

/**
 * Returns cases that reuse a key. The second request has another body or an invalid one, has no
 * credentials, or follows a rejection.
 */
export function reuseCases(operation: ApiOperation): TestCase[] {
  return [
    intentCase(operation, "reuse", reuse),
    ...listEmptyVariants(operation).map(({ name, body, variants }) =>
      intentCase(operation, `reuse-${name}-fields`, async (context) => {
        const key = context.newKey()
        const first = await sendIntent(context, { key, body })
        // The cases about the fields' values report a rejection.
        if (outcomeOf(first) === "success") await sendVariants(context, first, key, variants)
      }),
    ),
    intentCase(operation, "invalid-then-valid", (context) => burn(context, "invalid")),
    intentCase(operation, "malformed-then-valid", (context) => burn(context, "malformed")),
    intentCase(operation, "unauthenticated-then-valid", burnUnauthenticated),
    intentCase(operation, "valid-then-invalid", invalidAfterValid),
    intentCase(operation, "valid-then-unauthenticated", unauthenticatedAfterValid),
  ]
}

/** Changes one field after another, so that a hash of only a part of the body is found. */
async function reuse(context: CaseContext): Promise<void> {
  const key = context.newKey()
  const first = await placeFirst(context, key)
  if (first === undefined) return
  const { operation } = context
  const body = otherBody(operation)
  await sendVariants(context, first, key, [
    ...(body === undefined ? [] : [{ pointer: "the body", body }]),
    ...listVariants(operation),
    ...listShifted(operation),
  ])
  const again = await sendIntent(context, { key })
  const sent = "a retry after rejected requests with the same key"
  reportIf(context, findReplayViolation(first, again, "intent-replay", sent))
}

async function sendVariants(
  context: CaseContext,
  first: Exchange,
  key: string,
  variants: readonly Variant[],
): Promise<void> {
  for (const { pointer, body } of variants) {
    const again = await sendIntent(context, { key, body })
    const violation = findReuseViolation(first, again, pointer)
    if (violation === undefined) continue
    if (outcomeOf(again) === "rejected") {
      // A rule that the schema does not express may reject the body with each key.
      const other = await sendIntent(context, { key: context.newKey(), body })
      if (outcomeOf(other) === "rejected") continue
    }
    context.report(violation)
  }
}

/** Sends a rejected request, then a valid one with the same key. */
async function burn(context: CaseContext, kind: "invalid" | "malformed"): Promise<void> {
  const invalid = invalidBody(context.operation)
  const body = kind === "malformed" ? '{"unfinished": ' : invalid
  if (body === undefined) return
  const key = context.newKey()
  const rejected = await sendIntent(context, { key, body })
  const rule = kind === "malformed" ? "malformed-body-accepted" : "invalid-value-accepted"
  if (!expectRejected(context, rejected, { rule, sent: `a body that is ${kind}` })) return
  await expectUnused(context, key)
}

async function burnUnauthenticated(context: CaseContext): Promise<void> {
  const { operation, credentials } = context
  if (operation.credential === undefined || !credentials.isReal) return
  const key = context.newKey()
  const rejected = await sendIntent(context, { key, token: null })
  if (outcomeOf(rejected) === "unauthenticated") await expectUnused(context, key)
}

async function expectUnused(context: CaseContext, key: string): Promise<void> {
  const sent = "a valid request with the key of a rejected one"
  const valid = await sendIntent(context, { key })
  reportIf(context, findCreationViolation(valid, [], "intent-burned", sent))
}

async function invalidAfterValid(context: CaseContext): Promise<void> {
  const body = invalidBody(context.operation)
  if (body === undefined) return
  const key = context.newKey()
  const first = await placeFirst(context, key)
  if (first === undefined) return
  const rejected = await sendIntent(context, { key, body })
  const sent = "an invalid body with a used key"
  expectRejected(context, rejected, { rule: "invalid-value-accepted", sent })
  const again = await sendIntent(context, { key })
  const retry = "a retry after an invalid request with the same key"
  reportIf(context, findReplayViolation(first, again, "intent-replay", retry))
}

/** A stored response must not be returned before the credential is checked. */
async function unauthenticatedAfterValid(context: CaseContext): Promise<void> {
  const { operation, credentials } = context
  if (operation.credential === undefined) return
  const key = context.newKey()
  if ((await placeFirst(context, key)) === undefined) return
  const without = await sendIntent(context, { key, token: null })
  const sent = "a used key without a credential"
  expectUnauthenticated(context, without, { rule: "auth-missing-accepted", sent })
  if (!credentials.isReal) return
  const invalid = await sendIntent(context, { key, token: "verify-invalid-token" })
  expectUnauthenticated(context, invalid, {
    rule: "auth-invalid-accepted",
    sent: "a used key with an invalid token",
  })
}
