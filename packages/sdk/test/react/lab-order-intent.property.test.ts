import { MutationObserver } from "@tanstack/react-query"
import { expect, test } from "vitest"
import {
  createLabOrderMutation,
  getLabOrderIntent,
  type LabOrderIntent,
} from "../../src/react/index.ts"
import { expectOneOrderPerIntent, type MountComponent } from "../support/one-order-per-intent.ts"

const mountObserver: MountComponent = (queryClient, loop, retry) => {
  const options = createLabOrderMutation(loop, { retry, retryDelay: 0 })
  const observer = new MutationObserver(queryClient, options)
  const unmount = observer.subscribe(() => {})
  const requested = new Set<LabOrderIntent>()
  return {
    order: (request) => {
      const intent = getLabOrderIntent(queryClient, request)
      requested.add(intent)
      return observer.mutate(intent)
    },
    reset: () => {
      for (const intent of requested) intent.end()
      observer.reset()
    },
    unmount,
  }
}

test("each intent has one order and each key one body, after any actions", async () => {
  await expect(expectOneOrderPerIntent(mountObserver, 100)).resolves.toBeUndefined()
})
