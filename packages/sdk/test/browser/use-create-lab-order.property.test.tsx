import { expect, test } from "vitest"
import { useCreateLabOrder, type UseCreateLabOrderResult } from "../../src/react/index.ts"
import { expectOneOrderPerIntent, type MountComponent } from "../support/one-order-per-intent.ts"
import { mount } from "./mount.tsx"

const mountComponent: MountComponent = (queryClient, loop, retry) => {
  const results: UseCreateLabOrderResult[] = []
  const Component = () => {
    results.push(useCreateLabOrder(loop, { retry, retryDelay: 0 }))
    return null
  }
  const unmount = mount(queryClient, <Component />)
  const latest = () => {
    const result = results.at(-1)
    if (result === undefined) throw new Error("the component has not rendered")
    return result
  }
  return {
    order: (request) => latest().mutateAsync(request),
    reset: () => latest().reset(),
    unmount,
  }
}

test("each intent has one order and each key one body, after any actions", async () => {
  await expect(expectOneOrderPerIntent(mountComponent, 30)).resolves.toBeUndefined()
})
