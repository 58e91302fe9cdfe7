// Renders a component with the hook on a server, and places an order with its mutation.
// `reports.ts` contains the expected report.
import { body } from "./order-body.mjs"

/** Returns the report. The arguments are complete modules of the platform. */
export async function orderInReact({ sdk, loopReact, query, react, server }, baseUrl) {
  const client = sdk.createClient({ token: "any", baseUrl, timeoutMs: 600_000 })
  const queryClient = new query.QueryClient()

  function Order() {
    const { isPending } = loopReact.useCreateLabOrder(client)
    return react.createElement("p", null, isPending ? "pending" : "ready")
  }
  const provider = { client: queryClient }
  const html = server.renderToString(
    react.createElement(query.QueryClientProvider, provider, react.createElement(Order)),
  )

  const mutation = loopReact.createLabOrderMutation(client)
  const click = () =>
    new query.MutationObserver(queryClient, mutation).mutate(
      loopReact.getLabOrderIntent(queryClient, body),
    )
  const [first, second] = await Promise.all([click(), click()])
  return { html, status: first.status, oneOrder: first.id === second.id }
}
