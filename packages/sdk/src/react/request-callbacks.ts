import type { MutateOptions, UseMutationOptions } from "@tanstack/react-query"
import type { CallError, LabOrder, LabOrderRequest } from "../index.ts"
import type { LabOrderIntent } from "./lab-order-intent.ts"
import type { LabOrderMutationOptions } from "./lab-order-mutation.ts"

/** The callbacks of one `mutate`, as the user of the hook writes them. */
export type RequestCallbacks<OnMutateResult> = MutateOptions<
  LabOrder,
  CallError,
  LabOrderRequest,
  OnMutateResult
>

/** The options of the hook, as its user writes them. */
export type RequestOptions<OnMutateResult> = Omit<
  UseMutationOptions<LabOrder, CallError, LabOrderRequest, OnMutateResult>,
  "mutationFn"
>

/** Converts the hook's options for a mutation of intents: each callback gets the intent's request. */
export function toIntentOptions<OnMutateResult>(
  options: RequestOptions<OnMutateResult>,
): LabOrderMutationOptions<OnMutateResult> {
  const { onMutate, onSuccess, onError, onSettled, ...rest } = options
  const intentOptions: LabOrderMutationOptions<OnMutateResult> = rest
  // Only those that there are: an undefined one would hide a default of the QueryClient.
  if (onMutate) intentOptions.onMutate = (intent, ...more) => onMutate(intent.request, ...more)
  if (onSuccess) {
    intentOptions.onSuccess = (order, intent, ...more) => onSuccess(order, intent.request, ...more)
  }
  if (onError)
    intentOptions.onError = (error, intent, ...more) => onError(error, intent.request, ...more)
  if (onSettled) {
    intentOptions.onSettled = (order, error, intent, ...more) =>
      onSettled(order, error, intent.request, ...more)
  }
  return intentOptions
}

/** Converts the callbacks of one `mutate` likewise. */
export function toIntentCallbacks<OnMutateResult>(
  callbacks: RequestCallbacks<OnMutateResult> | undefined,
): MutateOptions<LabOrder, CallError, LabOrderIntent, OnMutateResult> {
  return {
    onSuccess: (order, intent, ...more) => callbacks?.onSuccess?.(order, intent.request, ...more),
    onError: (error, intent, ...more) => callbacks?.onError?.(error, intent.request, ...more),
    onSettled: (order, error, intent, ...more) =>
      callbacks?.onSettled?.(order, error, intent.request, ...more),
  }
}
