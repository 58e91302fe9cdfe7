import type { MutationKey, UseMutationOptions } from "@tanstack/react-query"
import type { CreateLabOrderError, LabOrder, LoopClient } from "../index.ts"
import { LabOrderIntent } from "./lab-order-intent.ts"

/** TanStack Query's mutation options with an intent as the variables; all but the function may be set. */
export type LabOrderMutationOptions<OnMutateResult = unknown> = Omit<
  UseMutationOptions<LabOrder, CreateLabOrderError, LabOrderIntent, OnMutateResult>,
  "mutationFn"
>

/** What `createLabOrderMutation` gives. */
export interface LabOrderMutation<
  OnMutateResult = unknown,
> extends LabOrderMutationOptions<OnMutateResult> {
  mutationFn: (intent: LabOrderIntent) => Promise<LabOrder>
  mutationKey: MutationKey
}

/**
 * Makes the options of a mutation that orders a lab panel, for `useMutation`, a `MutationObserver` or
 * `setMutationDefaults`; components do better with `useCreateLabOrder`. `mutate` takes what `intendLabOrder` gives.
 * `retry` is false unless set, because the SDK retries by itself; if it is set, all attempts have one key.
 *
 * @example
 * const { mutate } = useMutation(createLabOrderMutation(loop))
 * mutate(intendLabOrder(queryClient, request))
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
        "createLabOrderMutation: mutate takes what intendLabOrder gives. An intent that was written to storage has lost its request there, on purpose: let the user order again.",
      )
    },
  }
}
