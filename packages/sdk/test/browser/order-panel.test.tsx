import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { dehydrate } from "@tanstack/react-query"
import { version } from "react"
import { version as domVersion } from "react-dom"
import { expect, onTestFinished, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { aQueryClient } from "../support/query-client.ts"
import { anApi } from "../support/mock-api.ts"
import { mount } from "./mount.tsx"
import { OrderPanel } from "./order-panel.tsx"

const order = page.getByRole("button", { name: "Order", exact: true })
const checkAgain = page.getByRole("button", { name: "Check again" })
const orderAnother = page.getByRole("button", { name: "Order another" })
const panel = page.getByRole("combobox")
const status = page.getByRole("status")
const alert = page.getByRole("alert")
const details = page.getByRole("listitem")

/** A page that orders a panel, and its API. */
function aPage({ patient, address } = aLabOrderRequest()) {
  const api = anApi()
  const queryClient = aQueryClient()
  const show = () =>
    mount(queryClient, <OrderPanel loop={api.loop} patient={patient} address={address} />)
  return { ...api, queryClient, show }
}

/** Sends the page the offline event of browsers. Returns a function that sends the online event. */
function takeNetworkAway() {
  const bringBack = () => void window.dispatchEvent(new Event("online"))
  window.dispatchEvent(new Event("offline"))
  onTestFinished(bringBack)
  return bringBack
}

test("the project uses the version of React in its name", ({ task }) => {
  const named = version.split(".")[0]
  expect(task.file.projectName).toMatch(new RegExp(`React ${named}\\b`))
  expect(domVersion).toBe(version)
})

test("a double click places one order", async () => {
  const { mock, sent, queryClient, pause, show } = aPage()
  const release = pause()
  show()
  await userEvent.dblClick(order)
  await expect.element(status).toHaveTextContent("Ordering")
  expect(queryClient.getMutationCache().getAll()).toHaveLength(2)
  release()
  await expect.element(status).toMatchTextContent(/^Ordered/)
  const [placed] = mock.orders()
  await expect.element(status).toHaveTextContent(`Ordered: ${placed?.id}`)
  expect(mock.orders()).toHaveLength(1)
  expect(sent).toHaveLength(1)
})

test("a form that remounts during a pending order places no other order", async () => {
  const { mock, keys, pause, show } = aPage()
  const release = pause()
  const leave = show()
  await order.click()
  await expect.element(status).toHaveTextContent("Ordering")
  leave()
  show()
  await order.click()
  await expect.element(status).toHaveTextContent("Ordering")
  release()
  await expect.element(status).toMatchTextContent(/^Ordered/)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("a form that remounts after the order was created returns this order", async () => {
  const { mock, show } = aPage()
  const leave = show()
  await order.click()
  await expect.element(status).toMatchTextContent(/^Ordered/)
  leave()
  show()
  await order.click()
  await expect.element(status).toHaveTextContent(`Ordered: ${mock.orders()[0]?.id}`)
  expect(mock.orders()).toHaveLength(1)
})

test("after a lost response, the button checks for the order again", async () => {
  const { mock, sent, keys, bodies, show } = aPage()
  mock.next("connection_lost")
  mock.next("token_expired")
  show()
  await order.click()
  await expect.element(alert).toHaveTextContent("The order may have been placed.")
  await checkAgain.click()
  await expect.poll(() => sent).toHaveLength(2)
  await expect.element(alert).toHaveTextContent("The order may have been placed.")
  await expect.element(panel).toBeDisabled()
  await checkAgain.click()
  await expect.element(status).toHaveTextContent(`Ordered: ${mock.orders()[0]?.id}`)
  expect(keys()).toHaveLength(1)
  expect(bodies()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("after a lost response, a form that is filled in again finds the order", async () => {
  const { mock, keys, show } = aPage()
  mock.next("connection_lost")
  const leave = show()
  await order.click()
  await expect.element(alert).toBeVisible()
  leave()
  show()
  await order.click()
  await expect.element(status).toHaveTextContent(`Ordered: ${mock.orders()[0]?.id}`)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("clicks without a network store no patient and place one order", async () => {
  const request = aLabOrderRequest()
  const { mock, sent, keys, queryClient, show } = aPage(request)
  const bringBack = takeNetworkAway()
  const leave = show()
  await userEvent.dblClick(order)
  await expect.element(status).toHaveTextContent("Waiting for the network")
  const kept = JSON.stringify(dehydrate(queryClient))
  expect(JSON.parse(kept)).toMatchObject({
    mutations: [{ state: { isPaused: true } }, { state: { isPaused: true } }],
  })
  expect(Object.values(request.patient).filter((value) => kept.includes(value))).toEqual([])
  leave()
  show()
  await order.click()
  await expect.element(status).toHaveTextContent("Waiting for the network")
  expect(sent).toHaveLength(0)
  bringBack()
  await expect.element(status).toMatchTextContent(/^Ordered/)
  expect(keys()).toHaveLength(1)
  expect(mock.orders()).toHaveLength(1)
})

test("a second order of the same panel requires a reset by the user", async () => {
  const { mock, keys, show } = aPage()
  show()
  await order.click()
  await orderAnother.click()
  await order.click()
  await expect.element(status).toMatchTextContent(/^Ordered/)
  await expect.element(status).toHaveTextContent(`Ordered: ${mock.orders()[1]?.id}`)
  expect(keys()).toHaveLength(2)
  expect(mock.orders()).toHaveLength(2)
})

test("another panel after an error has another key", async () => {
  const { mock, keys, show } = aPage()
  mock.next("junction_rejected")
  show()
  await order.click()
  await expect.element(alert).toHaveTextContent("Nothing was ordered.")
  await panel.selectOptions("pcos")
  await order.click()
  await expect.element(status).toMatchTextContent(/^Ordered/)
  expect(keys()).toHaveLength(2)
  expect(mock.orders()).toMatchObject([{ panel_slug: "pcos" }])
})

test("the form shows field errors from the narrowed error", async () => {
  const { patient, ...rest } = aLabOrderRequest()
  const { mock, show } = aPage({ ...rest, patient: { ...patient, dob: "yesterday" } })
  show()
  await order.click()
  await expect.element(details).toMatchTextContent(/^\/patient\/dob /)
  expect(mock.orders()).toHaveLength(0)
})
