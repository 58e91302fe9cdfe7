import type { MutationKey, UseMutationOptions } from "@tanstack/react-query"
import type { CallError, LabOrder, LoopClient } from "../index.ts"
import { LabOrderIntent } from "./lab-order-intent.ts"

/** Options for `createLabOrderMutation`: TanStack Query's, without `mutationFn`. */
export type LabOrderMutationOptions<OnMutateResult = unknown> = Omit<
  UseMutationOptions<LabOrder, CallError, LabOrderIntent, OnMutateResult>,
  "mutationFn"
>

/** Mutation options that `createLabOrderMutation` returns. */
export interface LabOrderMutation<
  OnMutateResult = unknown,
> extends LabOrderMutationOptions<OnMutateResult> {
  mutationFn: (intent: LabOrderIntent) => Promise<LabOrder>
  mutationKey: MutationKey
}

/**
 * Creates mutation options that order a lab panel, for `useMutation`, a `MutationObserver`, or
 * `setMutationDefaults`. In components, use `useCreateLabOrder` instead. `mutate` expects an intent
 * from `getLabOrderIntent`. Default of `retry`: false, because the SDK retries. All attempts have
 * one key.
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
        "mutate() expects an intent from getLabOrderIntent(). Requests are never persisted, so let the user order again.",
      )
    },
  }
}
