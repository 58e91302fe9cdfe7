import type { MutateOptions, UseMutationOptions } from "@tanstack/react-query"
import type { CreateLabOrderError, LabOrder, LabOrderRequest } from "../index.ts"
import type { LabOrderIntent } from "./lab-order-intent.ts"
import type { LabOrderMutationOptions } from "./lab-order-mutation.ts"

/** The callbacks of one `mutate`, as the user of the hook writes them. */
export type RequestCallbacks<OnMutateResult> = MutateOptions<
  LabOrder,
  CreateLabOrderError,
  LabOrderRequest,
  OnMutateResult
>

/** The options of the hook, as its user writes them. */
export type RequestOptions<OnMutateResult> = Omit<
  UseMutationOptions<LabOrder, CreateLabOrderError, LabOrderRequest, OnMutateResult>,
  "mutationFn"
>

/** The same options for a mutation of intents: each callback is given the request. */
export function revealInOptions<OnMutateResult>(
  options: RequestOptions<OnMutateResult>,
): LabOrderMutationOptions<OnMutateResult> {
  const { onMutate, onSuccess, onError, onSettled, ...rest } = options
  const revealed: LabOrderMutationOptions<OnMutateResult> = rest
  // Only those that there are: an undefined one would hide a default of the QueryClient.
  if (onMutate) revealed.onMutate = (intent, ...more) => onMutate(intent.reveal(), ...more)
  if (onSuccess) {
    revealed.onSuccess = (order, intent, ...more) => onSuccess(order, intent.reveal(), ...more)
  }
  if (onError)
    revealed.onError = (error, intent, ...more) => onError(error, intent.reveal(), ...more)
  if (onSettled) {
    revealed.onSettled = (order, error, intent, ...more) =>
      onSettled(order, error, intent.reveal(), ...more)
  }
  return revealed
}

/** The same for the callbacks of one `mutate`. */
export function revealInCallbacks<OnMutateResult>(
  callbacks: RequestCallbacks<OnMutateResult> | undefined,
): MutateOptions<LabOrder, CreateLabOrderError, LabOrderIntent, OnMutateResult> {
  return {
    onSuccess: (order, intent, ...more) => callbacks?.onSuccess?.(order, intent.reveal(), ...more),
    onError: (error, intent, ...more) => callbacks?.onError?.(error, intent.reveal(), ...more),
    onSettled: (order, error, intent, ...more) =>
      callbacks?.onSettled?.(order, error, intent.reveal(), ...more),
  }
}
