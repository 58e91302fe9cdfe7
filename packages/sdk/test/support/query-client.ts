import { onlineManager, QueryClient } from "@tanstack/react-query"
import { onTestFinished } from "vitest"

/** A QueryClient that listens to the network, as under a provider, until the test is finished. */
export function aQueryClient(): QueryClient {
  const queryClient = new QueryClient()
  queryClient.mount()
  onTestFinished(() => {
    queryClient.clear()
    queryClient.unmount()
  })
  return queryClient
}

/** Takes the network away, until the test is finished at the latest. */
export function goOffline(): void {
  onlineManager.setOnline(false)
  onTestFinished(goOnline)
}

/** Brings it back. */
export function goOnline(): void {
  onlineManager.setOnline(true)
}
