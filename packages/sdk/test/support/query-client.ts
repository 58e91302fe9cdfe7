import { onlineManager, QueryClient } from "@tanstack/react-query"
import { onTestFinished } from "vitest"

/** Creates a QueryClient that listens to the network until the end of the test. */
export function aQueryClient(): QueryClient {
  const queryClient = new QueryClient()
  queryClient.mount()
  onTestFinished(() => {
    queryClient.clear()
    queryClient.unmount()
  })
  return queryClient
}

/** Disconnects the network until the end of the test or `goOnline`. */
export function goOffline(): void {
  onlineManager.setOnline(false)
  onTestFinished(goOnline)
}

/** Reconnects the network. */
export function goOnline(): void {
  onlineManager.setOnline(true)
}
