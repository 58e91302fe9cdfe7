import { persistLabOrderKeys } from "@loop-health/integrations-sdk/react"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { connect } from "./connect.ts"
import { OrderPage } from "./order-page.tsx"
import "./style.css"

const root = createRoot(document.getElementById("root") as HTMLElement)
const queryClient = new QueryClient()
// Only random keys are stored. After a reload, an order with an unknown outcome is found by its
// key.
persistLabOrderKeys(queryClient, sessionStorage)

connect(window.location).then(
  (connection) =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <OrderPage connection={connection} />
        </QueryClientProvider>
      </StrictMode>,
    ),
  (error: unknown) => root.render(<main role="alert">{String(error)}</main>),
)
