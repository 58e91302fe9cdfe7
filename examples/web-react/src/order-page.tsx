import { useCreateLabOrder } from "@loop-health/integrations-sdk/react"
import type { Connection } from "./connect.ts"
import { Confirmation } from "./confirmation.tsx"
import { MockPanel } from "./mock-panel.tsx"
import { OrderForm } from "./order-form.tsx"

/** The page: a form until the order is placed, then its confirmation. */
export function OrderPage({ connection }: { readonly connection: Connection }) {
  const order = useCreateLabOrder(connection.loop)
  return (
    <>
      <header className="masthead">
        <p className="brand">Loop Health</p>
        <p>Lab orders</p>
      </header>
      <main>
        {order.isSuccess ? (
          <Confirmation order={order.data} replayed={order.replayed} onNext={order.reset} />
        ) : (
          <OrderForm mutation={order} session={connection.session} />
        )}
      </main>
      <footer>
        <p>Orders go to {connection.name}.</p>
        {connection.mock && <MockPanel mock={connection.mock} />}
        <button className="quiet" type="button" onClick={connection.session.signOut}>
          Sign out
        </button>
      </footer>
    </>
  )
}
