import { QueryClient, QueryClientProvider, useMutation, useQuery } from "@tanstack/react-query"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import "./style.css"

/** The part of a simulated order that the page shows. It has no patient. */
interface SimulatedOrder {
  readonly id: string
  readonly status: string
  readonly created_at: string
}

/** Faults of the simulator that show what a retry does. */
const faults = [
  { label: "Lose the next response", name: "reset-after-create" },
  { label: "Reset the next connection", name: "reset-before-create" },
  { label: "Respond to the next order with 500", name: "500" },
  { label: "Respond to the next order with 503", name: "503" },
  { label: "Send no response to the next order", name: "hang" },
] as const

async function readOrders(): Promise<readonly SimulatedOrder[]> {
  const response = await fetch("simulator/orders")
  const { orders } = (await response.json()) as { orders: readonly SimulatedOrder[] }
  return orders.toReversed()
}

/** A live list of the orders that the simulated Junction has received, with fault switches. */
function OrdersPage() {
  const orders = useQuery({ queryKey: ["orders"], queryFn: readOrders, refetchInterval: 1000 })
  const fault = useMutation({
    mutationFn: async (name: string) => {
      const response = await fetch("simulator/faults", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name, times: 1 }),
      })
      if (!response.ok) throw new Error(`The simulator responded with ${response.status}.`)
      return faults.find((each) => each.name === name)?.label
    },
  })
  const list = orders.data ?? []
  return (
    <>
      <header className="masthead">
        <p className="brand">Loop Health</p>
        <p>Simulated Junction</p>
      </header>
      <main>
        <h1>{list.length === 1 ? "1 order at Junction" : `${list.length} orders at Junction`}</h1>
        <section className="card" aria-labelledby="faults">
          <h2 id="faults">Faults</h2>
          <div className="faults">
            {faults.map(({ label, name }) => (
              <button key={name} className="quiet" type="button" onClick={() => fault.mutate(name)}>
                {label}
              </button>
            ))}
          </div>
          <p role="status">
            {fault.isSuccess && `Queued: ${fault.data}. Place an order to see the effect.`}
            {fault.isError && fault.error.message}
          </p>
        </section>
        <section className="card table" tabIndex={0} aria-label="Orders">
          {list.length === 0 ? (
            <p>
              No order yet. <a href="./">Place one.</a>
            </p>
          ) : (
            <table>
              <thead>
                <tr>
                  <th scope="col">Order at Junction</th>
                  <th scope="col">Status</th>
                  <th scope="col">Created</th>
                </tr>
              </thead>
              <tbody>
                {list.map(({ id, status, created_at }) => (
                  <tr key={id}>
                    <td>
                      <code>{id}</code>
                    </td>
                    <td>{status}</td>
                    <td>{new Date(created_at).toLocaleTimeString()}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      </main>
    </>
  )
}

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <OrdersPage />
    </QueryClientProvider>
  </StrictMode>,
)
