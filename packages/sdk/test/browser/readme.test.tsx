import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { OrderForm } from "virtual:readme/react-hook-form/1.tsx"
import { OrderButton } from "virtual:readme/order-button/1.tsx"
import { expect, onTestFinished, test, vi } from "vitest"
import { page } from "vitest/browser"
import { userMessages } from "../../src/index.ts"
import { aQueryClient } from "../support/query-client.ts"
import { anApi } from "../support/mock-api.ts"
import { mount } from "./mount.tsx"

const button = page.getByRole("button")

test("the guide's button finds the order of a lost response, and orders again after a reset", async () => {
  const { mock, keys, loop } = anApi()
  vi.stubGlobal("loop", loop)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const ordered = (place: number) => `Ordered (${mock.orders()[place]?.id}). Order another`
  mock.next("connection_lost")
  mount(aQueryClient(), <OrderButton request={aLabOrderRequest()} />)
  await button.click()
  await expect.element(page.getByRole("alert")).toHaveTextContent(userMessages.order_unconfirmed)
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

test("the guide's form shows errors before and after a request, and orders once", async () => {
  const { mock, sent, bodies, loop } = anApi()
  const { patient, ...rest } = aLabOrderRequest()
  vi.stubGlobal("loop", loop)
  vi.stubGlobal("profile", { ...rest, patient: { ...patient, dob: "04/12/1990", phone: "" } })
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const dob = page.getByLabelText("Date of birth")
  const phone = page.getByLabelText("Phone (optional)")
  mount(aQueryClient(), <OrderForm />)

  await button.click()
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("Enter a date as YYYY-MM-DD, from 1900 to today.")
  expect(sent).toEqual([])

  await dob.fill("1990-04-12")
  await phone.fill("3125550142")
  mock.next("patient_rejected")
  await button.click()
  await expect
    .element(page.getByText("The lab does not accept this entry. Correct it."))
    .toBeVisible()
  await expect.element(page.getByText(userMessages.validation)).toBeVisible()

  await phone.fill("")
  mock.next("connection_lost")
  await button.click()
  await expect.element(page.getByText(userMessages.order_unconfirmed)).toBeVisible()
  await expect.element(dob).toBeDisabled()
  await button.click()
  await expect.element(page.getByText(`Ordered (${mock.orders()[0]?.id})`)).toBeVisible()
  expect(mock.orders()).toHaveLength(1)
  // The empty phone number is absent.
  const last = bodies().at(-1) ?? ""
  expect(JSON.parse(last)).toEqual({ ...rest, patient: { ...patient, phone: undefined } })
})
