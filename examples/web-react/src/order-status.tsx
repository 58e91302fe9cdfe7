import { userMessage } from "@loop-health/integrations-sdk"
import {
  discardRestoredLabOrders,
  type UseCreateLabOrderResult,
} from "@loop-health/integrations-sdk/react"
import { useQueryClient } from "@tanstack/react-query"
import type { Session } from "./connect.ts"
import type { OrderState } from "./order-state.ts"

interface OrderStatusProps {
  readonly state: OrderState
  readonly mutation: UseCreateLabOrderResult
  readonly session: Session
}

/** The state of the order and the next step. Screen readers announce each change. */
export function OrderStatus({ state, mutation, session }: OrderStatusProps) {
  const queryClient = useQueryClient()
  const { error, mutate, variables } = mutation
  const resend = () => {
    if (variables !== undefined) mutate(variables)
  }
  return (
    <div className="status" data-state={state}>
      <div role="status">
        {state === "offline" && (
          <p>You are offline. The order is sent when you are online again.</p>
        )}
        {state === "sending" && <p className="sending">Placing the order…</p>}
        {state === "restored" && (
          <p>
            An order from before this page was reloaded may exist. Enter the same data to check it.
          </p>
        )}
        {error && (
          <>
            <p>{userMessage(error).message}</p>
            {state === "in_doubt" && <Wait milliseconds={error.retryAfterMs} />}
            {error.requestId !== undefined && state !== "invalid" && (
              <p className="reference">
                Reference for support: <code>{error.requestId}</code>
              </p>
            )}
          </>
        )}
      </div>
      {state === "signed_out" && (
        <button
          type="button"
          onClick={() => {
            session.signIn()
            resend()
          }}
        >
          Sign in and continue
        </button>
      )}
      {state === "in_doubt" && (
        <button type="button" onClick={resend}>
          Check again
        </button>
      )}
      {(state === "restored" || state === "other_order") && (
        <button
          className="quiet"
          type="button"
          onClick={() => {
            discardRestoredLabOrders(queryClient)
            mutation.reset()
          }}
        >
          This is another order
        </button>
      )}
    </div>
  )
}

/** The time until the outcome is certain. The SDK itself waits for short times. */
function Wait({ milliseconds = 0 }: { readonly milliseconds: number | undefined }) {
  const minutes = Math.ceil(milliseconds / 60_000)
  if (minutes < 2) return null
  return <p>The outcome is certain in about {minutes} minutes. You can also check before.</p>
}
