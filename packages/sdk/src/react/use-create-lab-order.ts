import {
  useMutation,
  useQueryClient,
  type MutateOptions,
  type QueryClient,
  type UseMutationOptions,
  type UseMutationResult,
} from "@tanstack/react-query"
import { useCallback, useRef } from "react"
import type { CallError, LabOrder, LabOrderRequest, LoopClient } from "../index.ts"
import { getLabOrderIntent, type LabOrderIntent } from "./lab-order-intent.ts"
import { createLabOrderMutation, type LabOrderMutationOptions } from "./lab-order-mutation.ts"

/** TanStack Query's mutation options, but for the function. */
export type UseCreateLabOrderOptions<OnMutateResult = unknown> = Omit<
  UseMutationOptions<LabOrder, CallError, LabOrderRequest, OnMutateResult>,
  "mutationFn"
>

/** TanStack Query's mutation result, with `error.code` to narrow by, and whether an order may exist. */
export type UseCreateLabOrderResult<OnMutateResult = unknown> = UseMutationResult<
  LabOrder,
  CallError,
  LabOrderRequest,
  OnMutateResult
> & {
  /**
   * True from a call for this request that ended `unknown` until its order is created: it may have been placed. Keep the
   * form as it is and let the user send the same request, which finds the order; a changed one would be a second.
   */
  readonly inDoubt: boolean
}

/**
 * Orders a lab panel, once per intent. An intent is one request that is ordered through one QueryClient: whatever calls
 * `mutate` with it, however often, and whatever fails in between, all calls have one idempotency key. It ends when its
 * order was created and then `reset` is called by a component that requested it, or `clearCreatedLabOrders` anywhere;
 * only after that is the same request a new order.
 *
 * Options are TanStack Query's. Default of `retry`: false, because the SDK retries by itself.
 *
 * @example
 * const { mutate, reset, data, error, inDoubt, isPending } = useCreateLabOrder(loop)
 */
export function useCreateLabOrder<OnMutateResult = unknown>(
  loop: LoopClient,
  options: UseCreateLabOrderOptions<OnMutateResult> = {},
  queryClient?: QueryClient,
): UseCreateLabOrderResult<OnMutateResult> {
  const client = useQueryClient(queryClient)
  const requested = useRef(new Set<LabOrderIntent>())
  const result = useMutation(createLabOrderMutation(loop, toIntentOptions(options)), client)
  const { mutate, mutateAsync, reset } = result

  // At the click, not when the mutation runs: what was requested before a reset belongs to the intent of that time, even
  // if the mutation runs later because there was no network.
  const getIntent = useCallback(
    (request: LabOrderRequest) => {
      const intent = getLabOrderIntent(client, request)
      requested.current.add(intent)
      return intent
    },
    [client],
  )

  type Callbacks = MutateOptions<LabOrder, CallError, LabOrderRequest, OnMutateResult>
  const functions = {
    mutate: useCallback(
      (request: LabOrderRequest, callbacks?: Callbacks) =>
        mutate(getIntent(request), toIntentOptions<OnMutateResult | undefined>(callbacks)),
      [getIntent, mutate],
    ),
    mutateAsync: useCallback(
      (request: LabOrderRequest, callbacks?: Callbacks) =>
        mutateAsync(getIntent(request), toIntentOptions<OnMutateResult | undefined>(callbacks)),
      [getIntent, mutateAsync],
    ),
    reset: useCallback(() => {
      for (const intent of requested.current) if (intent.end()) requested.current.delete(intent)
      reset()
    }, [reset]),
  }
  // Two returns, so that the result still narrows by its status.
  if (result.isIdle) return { ...result, ...functions, inDoubt: false }
  const { inDoubt } = result.variables
  return { ...result, ...functions, inDoubt, variables: result.variables.request }
}

/** Converts the hook's options for a mutation of intents: each callback gets the intent's request. */
function toIntentOptions<OnMutateResult>(
  options: UseCreateLabOrderOptions<OnMutateResult> | undefined,
): LabOrderMutationOptions<OnMutateResult> {
  const { onMutate, onSuccess, onError, onSettled, ...rest } = options ?? {}
  const intentOptions: LabOrderMutationOptions<OnMutateResult> = rest
  // An undefined callback would hide a default of the QueryClient.
  if (onMutate) intentOptions.onMutate = (intent, ...more) => onMutate(intent.request, ...more)
  if (onSuccess) {
    intentOptions.onSuccess = (order, intent, ...more) => onSuccess(order, intent.request, ...more)
  }
  if (onError) {
    intentOptions.onError = (error, intent, ...more) => onError(error, intent.request, ...more)
  }
  if (onSettled) {
    intentOptions.onSettled = (order, error, intent, ...more) =>
      onSettled(order, error, intent.request, ...more)
  }
  return intentOptions
}
