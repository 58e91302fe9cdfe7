import { QueryClientProvider, type QueryClient } from "@tanstack/react-query"
import { StrictMode, type ReactNode } from "react"
import { flushSync } from "react-dom"
import { createRoot } from "react-dom/client"
import { onTestFinished } from "vitest"

/** Renders an element in StrictMode. Returns a function that removes it. */
export function mount(queryClient: QueryClient, children: ReactNode): () => void {
  const container = document.body.appendChild(document.createElement("div"))
  const root = createRoot(container)
  flushSync(() => {
    root.render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </StrictMode>,
    )
  })
  const unmount = () => {
    if (!container.isConnected) return
    root.unmount()
    container.remove()
  }
  onTestFinished(unmount)
  return unmount
}
