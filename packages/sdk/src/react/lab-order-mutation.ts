import type { MutationKey, UseMutationOptions } from "@tanstack/react-query"
import type { CallError, LabOrder, LoopClient } from "../index.ts"
import { LabOrderIntent } from "./lab-order-intent.ts"

/** TanStack Query's mutation options with an intent as the variables; all but the function may be set. */
export type LabOrderMutationOptions<OnMutateResult = unknown> = Omit<
  UseMutationOptions<LabOrder, CallError, LabOrderIntent, OnMutateResult>,
  "mutationFn"
>

/** The mutation options that `createLabOrderMutation` returns. */
export interface LabOrderMutation<
  OnMutateResult = unknown,
> extends LabOrderMutationOptions<OnMutateResult> {
  mutationFn: (intent: LabOrderIntent) => Promise<LabOrder>
  mutationKey: MutationKey
}

/**
 * Creates the options of a mutation that orders a lab panel, for `useMutation`, a `MutationObserver` or
 * `setMutationDefaults`. In components prefer `useCreateLabOrder`. `mutate` expects an intent from `getLabOrderIntent`.
 * Default of `retry`: false, because the SDK retries by itself; if it is set, all attempts have one key.
 *
 * @example
 * const { mutate } = useMutation(createLabOrderMutation(loop))
 * mutate(getLabOrderIntent(queryClient, request))
 */
export function createLabOrderMutation<OnMutateResult = unknown>(
  loop: LoopClient,
  options: LabOrderMutationOptions<OnMutateResult> = {},
): LabOrderMutation<OnMutateResult> {
  return {
    mutationKey: ["loop-health", "labs", "orders", "create"],
    retry: false,
    ...options,
    mutationFn: async (intent) => {
      if (intent instanceof LabOrderIntent) return intent.place(loop)
      throw new TypeError(
        "createLabOrderMutation: mutate expects an intent from getLabOrderIntent. Intents cannot be restored from storage, because requests are never persisted: let the user order again.",
      )
    },
  }
}
