import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { OrderButton } from "virtual:readme/react/1.tsx"
import { expect, onTestFinished, test, vi } from "vitest"
import { page } from "vitest/browser"
import { aQueryClient } from "../support/query-client.ts"
import { anApi } from "../support/mock-api.ts"
import { mount } from "./mount.tsx"

const button = page.getByRole("button")

test("the README's button finds the order of a lost response, and orders again after a reset", async () => {
  const { mock, keys, loop } = anApi()
  vi.stubGlobal("loop", loop)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const ordered = (place: number) => `Ordered (${mock.orders()[place]?.id}). Order another`
  mock.next("connection_lost")
  mount(aQueryClient(), <OrderButton request={aLabOrderRequest()} />)
  await button.click()
  await expect.element(page.getByRole("alert")).toMatchTextContent(/An order may have been placed/)
  await expect.element(button).toHaveTextContent("Check again")
  await button.click()
  await expect.element(button).toHaveTextContent(ordered(0))
  expect(mock.orders()).toHaveLength(1)
  await button.click()
  await button.click()
  await expect.element(button).toMatchTextContent(/^Ordered/)
  await expect.element(button).toHaveTextContent(ordered(1))
  expect(keys()).toHaveLength(2)
  expect(mock.orders()).toHaveLength(2)
})
