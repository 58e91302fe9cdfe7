import {
  useMutation,
  useQueryClient,
  type MutateOptions,
  type QueryClient,
  type UseMutationOptions,
  type UseMutationResult,
} from "@tanstack/react-query"
import { useCallback, useRef, useSyncExternalStore } from "react"
import type { CallError, LabOrder, LabOrderRequest, LoopClient } from "../index.ts"
import { getLabOrderIntent, keysOf, type LabOrderIntent } from "./lab-order-intent.ts"
import { createLabOrderMutation, type LabOrderMutationOptions } from "./lab-order-mutation.ts"

/** Options for `useCreateLabOrder`: TanStack Query's, without `mutationFn`. */
export type UseCreateLabOrderOptions<OnMutateResult = unknown> = Omit<
  UseMutationOptions<LabOrder, CallError, LabOrderRequest, OnMutateResult>,
  "mutationFn"
>

/** Result of `useCreateLabOrder`: TanStack Query's, with `inDoubt` and `replayed`. */
export type UseCreateLabOrderResult<OnMutateResult = unknown> = UseMutationResult<
  LabOrder,
  CallError,
  LabOrderRequest,
  OnMutateResult
> & {
  /**
   * True from a call with the outcome `unknown` until the order is created. The order may exist.
   * Also true after a reload, if `persistLabOrderKeys` has restored the key of such an order. Keep
   * the form unchanged and let the user send the same request. A changed request could place a
   * second order.
   */
  readonly inDoubt: boolean
  /** True if an earlier request had placed the order in `data`. */
  readonly replayed: boolean
}

/**
 * Returns a mutation that orders a lab panel once for each intent.
 *
 * An intent is one request in one QueryClient. All calls of `mutate` with the same request have one
 * idempotency key. After its order is created, an intent ends when `clearCreatedLabOrders` is
 * called, or when a component that requested the intent calls `reset`. Then the same request is a
 * new order.
 *
 * Default of `retry`: false, because the SDK retries.
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
  const isRestored = useSyncExternalStore(
    useCallback((listener) => keysOf(client).subscribe(listener), [client]),
    () => keysOf(client).restored.length > 0,
    // A server has no storage. The page shows the restored keys after hydration.
    () => false,
  )
  const result = useMutation(createLabOrderMutation(loop, toIntentOptions(options)), client)
  const { mutate, mutateAsync, reset } = result

  // The intent is chosen now, because an offline mutation may run only after a reset.
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
  // With two returns, the result still narrows by its status.
  if (result.isIdle) return { ...result, ...functions, inDoubt: isRestored, replayed: false }
  const { inDoubt, replayed, request } = result.variables
  return { ...result, ...functions, inDoubt, replayed, variables: request }
}

/** Converts options of the hook to options of the mutation, whose variables are intents. */
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
