import {
  useMutation,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
} from "@tanstack/react-query"
import { useCallback, useRef } from "react"
import type { CreateLabOrderError, LabOrder, LabOrderRequest, LoopClient } from "../index.ts"
import { intendLabOrder, type LabOrderIntent } from "./lab-order-intent.ts"
import { createLabOrderMutation } from "./lab-order-mutation.ts"
import {
  revealInCallbacks,
  revealInOptions,
  type RequestCallbacks,
  type RequestOptions,
} from "./request-callbacks.ts"

/** TanStack Query's mutation options, but for the function. */
export type UseCreateLabOrderOptions<OnMutateResult = unknown> = RequestOptions<OnMutateResult>

/** TanStack Query's mutation result, with `error.code` to narrow by, and whether an order may stand. */
export type UseCreateLabOrderResult<OnMutateResult = unknown> = UseMutationResult<
  LabOrder,
  CreateLabOrderError,
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
 * order was created and then `reset` is called by a component that asked for it (or `forgetCreatedLabOrders` by
 * anybody); only after that is the same request a new order.
 *
 * Options are TanStack Query's; `retry` is false unless set, because the SDK retries by itself.
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
  const asked = useRef(new Set<LabOrderIntent>())
  const result = useMutation(createLabOrderMutation(loop, revealInOptions(options)), client)
  const { mutate, mutateAsync, reset } = result

  // At the click, not when the mutation runs: what was asked for before a reset belongs to the intent of that time,
  // even if the network was away and it runs later.
  const intend = useCallback(
    (request: LabOrderRequest) => {
      const intent = intendLabOrder(client, request)
      asked.current.add(intent)
      return intent
    },
    [client],
  )

  type Callbacks = RequestCallbacks<OnMutateResult>
  const own = {
    mutate: useCallback(
      (request: LabOrderRequest, callbacks?: Callbacks) =>
        mutate(intend(request), revealInCallbacks(callbacks)),
      [intend, mutate],
    ),
    mutateAsync: useCallback(
      (request: LabOrderRequest, callbacks?: Callbacks) =>
        mutateAsync(intend(request), revealInCallbacks(callbacks)),
      [intend, mutateAsync],
    ),
    reset: useCallback(() => {
      for (const intent of asked.current) if (intent.end()) asked.current.delete(intent)
      reset()
    }, [reset]),
  }
  // Two returns, so that the result still narrows by its status.
  if (result.isIdle) return { ...result, ...own, inDoubt: false }
  const { inDoubt } = result.variables
  return { ...result, ...own, inDoubt, variables: result.variables.reveal() }
}
