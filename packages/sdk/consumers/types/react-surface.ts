import * as sdk from "@loop-health/integrations-sdk"
import * as loopReact from "@loop-health/integrations-sdk/react"
import * as query from "@tanstack/react-query"

// Uses every export of the React entry point.

const client: sdk.LoopClient = sdk.createClient({ token: "token" })
const queryClient = new query.QueryClient()

const storage: loopReact.KeyStorage = {
  getItem: () => null,
  setItem: () => {},
  removeItem: () => {},
}
loopReact.persistLabOrderKeys(queryClient, storage)
loopReact.discardRestoredLabOrders(queryClient)

/** In a component. */
export function useOrder(request: sdk.LabOrderRequest): string {
  const options: loopReact.UseCreateLabOrderOptions = {
    retry: false,
    onSuccess: (order: sdk.LabOrder) => order.id,
  }
  const result: loopReact.UseCreateLabOrderResult = loopReact.useCreateLabOrder(client, options)
  const { mutate, data, error, inDoubt } = result
  if (!inDoubt) mutate(request)
  // @ts-expect-error the panel must be in the contract
  mutate({ ...request, panel_slug: "everything" })
  if (error?.code === "validation") return error.details.map(({ path }) => path).join()
  return data?.id ?? ""
}

/** Without the hook. */
export async function order(request: sdk.LabOrderRequest): Promise<string> {
  const options: loopReact.LabOrderMutationOptions = { gcTime: 0 }
  const mutation: loopReact.LabOrderMutation = loopReact.createLabOrderMutation(client, options)
  const intent: loopReact.LabOrderIntent = loopReact.getLabOrderIntent(queryClient, request)
  const { id } = await new query.MutationObserver(queryClient, mutation).mutate(intent)
  loopReact.clearCreatedLabOrders(queryClient)
  return id
}
