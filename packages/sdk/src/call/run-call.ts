import type { ClientSettings } from "../client-options.ts"
import { isErrorResult, type CallResult, type CallSuccess } from "../errors/result.ts"
import { prepareCall } from "./prepare-call.ts"
import { runAttempts } from "./run-attempts.ts"
import type { AnyCallOptions, CallPlan } from "./types.ts"

/** Runs a call to an operation. Never rejects. */
export async function runCall<Success extends CallSuccess>(
  settings: ClientSettings,
  plan: CallPlan<Success>,
  options: AnyCallOptions | undefined,
): Promise<CallResult<Success>> {
  const idempotencyKey = plan.outcomeOf && ""
  const facts = { idempotencyKey, startedAt: performance.now(), attempts: 0, rejected: 0 }
  const call = prepareCall(settings, plan, options, facts)
  if (isErrorResult(call)) return call as CallResult<Success>
  try {
    // `Operation` requires a key and an outcome in the meta exactly where the facts have a key.
    return (await runAttempts(call)) as CallResult<Success>
  } finally {
    call.deadline.release()
  }
}
