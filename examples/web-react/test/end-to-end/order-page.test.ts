import { execFile } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Browser } from "playwright"
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest"
import {
  expectNoPatient,
  fillIn,
  findViolations,
  launchBrowser,
  openPage,
  placeOrder,
  tabTo,
} from "../support/order-page.ts"
import { patient } from "../support/patient.ts"
import { startPageStack, type PageStack } from "../support/stack.ts"

let browser: Browser
let stack: PageStack
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  stack = await startPageStack()
})
afterEach(() => stack[Symbol.asyncDispose]())

const open = () => openPage(browser, stack.pageUrl)

test("a person orders a panel with the keyboard alone", async () => {
  const opened = await open()
  const { page } = opened
  await tabTo(page, page.getByRole("radio", { name: "Wellness" }))
  await page.keyboard.press("ArrowDown")
  for (const [label, value] of Object.entries(patient)) {
    await tabTo(page, page.getByLabel(label))
    // A date is typed in the order of the page's language.
    await page.keyboard.type(label === "Date of birth" ? "04121990" : value)
  }
  await tabTo(page, page.getByRole("button", { name: "Place order" }))
  await page.keyboard.press("Enter")
  const heading = page.getByRole("heading", { name: "Order placed" })
  await heading.waitFor()
  expect(await heading.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.getByText("Hormones and metabolism").waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
  await expectNoPatient(opened)
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
})

test("StrictMode's second render places no second order", async () => {
  // Only the development build of React renders twice.
  const folder = mkdtempSync(join(tmpdir(), "web-react-page-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const packageFolder = join(import.meta.dirname, "../..")
  await promisify(execFile)(
    join(packageFolder, "node_modules/.bin/vite"),
    ["build", "--mode", "development", "--outDir", folder, "--emptyOutDir"],
    { cwd: packageFolder, env: { ...process.env, NODE_ENV: "development" } },
  )
  await using development = await startPageStack(folder)
  const { page } = await openPage(browser, development.pageUrl)
  await fillIn(page)
  await placeOrder(page)
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(development.simulator.orders()).toHaveLength(1)
})

test("a double click places one order", async () => {
  const { page } = await open()
  await fillIn(page)
  await page.getByRole("button", { name: "Place order" }).dblclick()
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("after a reload in mid-flight, the same data finds the order", async () => {
  const opened = await open()
  const { page } = opened
  stack.simulator.fault({ name: "stalled-body" })
  await fillIn(page)
  await placeOrder(page)
  await expect.poll(() => stack.simulator.orders().length).toBe(1)
  await expectNoPatient(opened)
  await page.reload()
  await page.getByText("may exist. Enter the same data").waitFor()
  await expectNoPatient(opened)
  await fillIn(page)
  await placeOrder(page)
  await page.getByRole("heading", { name: /Order placed|already placed/ }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("after a reload, other data is rejected until the person starts another order", async () => {
  const { page } = await open()
  // The response does not reach the page.
  await page.route(`${stack.serverUrl}/**`, async (route) => {
    await route.fetch()
    await route.abort()
  })
  await fillIn(page)
  await placeOrder(page)
  await page.getByRole("button", { name: "Check again" }).waitFor()
  await page.unrouteAll({ behavior: "ignoreErrors" })
  await page.reload()
  await fillIn(page, { City: "Springfield" })
  await placeOrder(page)
  await page.getByText("An order with other details").waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
  await page.getByRole("button", { name: "This is another order" }).click()
  await placeOrder(page)
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(2)
})

test("an order without a network is sent when the browser is online", async () => {
  const { page } = await open()
  await fillIn(page)
  await page.context().setOffline(true)
  await placeOrder(page)
  await page.getByText("You are offline.").waitFor()
  expect(stack.simulator.orders()).toHaveLength(0)
  await page.context().setOffline(false)
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("a rejected token is refreshed, and the order is placed", async () => {
  const { page } = await open()
  let tokens = 0
  await page.route("**/token", (route) => {
    tokens += 1
    return tokens === 1 ? route.fulfill({ json: { access_token: "expired" } }) : route.continue()
  })
  await fillIn(page)
  await placeOrder(page)
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(tokens).toBe(2)
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("a signed-out person signs in, and the same order is placed", async () => {
  const { page } = await open()
  await fillIn(page)
  await page.getByRole("button", { name: "Sign out" }).click()
  await placeOrder(page)
  await page.getByRole("button", { name: "Sign in and continue" }).click()
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("Junction's 503 is retried without another click", async () => {
  const { page } = await open()
  stack.simulator.fault({ name: "503", times: 1 })
  await fillIn(page)
  await placeOrder(page)
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("after an error that Junction saves, the page says when to check again", async () => {
  const { page } = await open()
  stack.simulator.fault({ name: "500", times: 1 })
  await fillIn(page)
  await placeOrder(page)
  const time = page.getByText(/certain in about \d+ minutes/)
  await time.waitFor()
  expect(await time.isVisible()).toBe(true)
  await page.getByRole("button", { name: "Check again" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(0)
})

test("a lost connection to Junction has one order after another click", async () => {
  const opened = await open()
  const { page } = opened
  await page.route(`${stack.serverUrl}/**`, async (route) => {
    await route.fetch()
    await route.abort()
  })
  await fillIn(page)
  await placeOrder(page)
  const again = page.getByRole("button", { name: "Check again" })
  await again.waitFor()
  expect(await page.getByLabel("City").isDisabled()).toBe(true)
  await expectNoPatient(opened)
  await page.unrouteAll({ behavior: "ignoreErrors" })
  await again.click()
  await page.getByRole("heading", { name: "This order was already placed" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("the back button sends no order again", async () => {
  const { page } = await open()
  await fillIn(page)
  await placeOrder(page)
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  await page.goto(`${stack.pageUrl}/orders`)
  await page.getByRole("heading", { name: "1 order at Junction" }).waitFor()
  await page.goBack()
  await page.getByRole("heading", { name: /Order placed|Order a lab panel/ }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("two tabs place one order each", async () => {
  const { page } = await open()
  const second = await page.context().newPage()
  await second.goto(stack.pageUrl)
  for (const tab of [page, second]) await fillIn(tab)
  await Promise.all([placeOrder(page), placeOrder(second)])
  for (const tab of [page, second]) {
    await tab.getByRole("heading", { name: "Order placed" }).waitFor()
  }
  expect(stack.simulator.orders()).toHaveLength(2)
})

test("on a slow network, the form is locked until the response arrives", async () => {
  const { page } = await open()
  const released = Promise.withResolvers<void>()
  await page.route(`${stack.serverUrl}/**`, async (route) => {
    await released.promise
    await route.continue()
  })
  await fillIn(page)
  await placeOrder(page)
  await page.getByText("Placing the order…").waitFor()
  expect(await page.getByLabel("First name").isDisabled()).toBe(true)
  expect(await page.getByRole("button", { name: "Place order" }).count()).toBe(0)
  released.resolve()
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("the live view queues a fault, and the next order recovers from it", async () => {
  const { page } = await open()
  await page.goto(`${stack.pageUrl}/orders`)
  await page.getByRole("button", { name: "Lose the next response" }).click()
  await page.getByText("Queued: Lose the next response").waitFor()
  expect(await findViolations(page)).toEqual([])
  const order = await page.context().newPage()
  await order.goto(stack.pageUrl)
  await fillIn(order)
  await placeOrder(order)
  await order.getByRole("heading", { name: /Order placed|already placed/ }).waitFor()
  await page.getByRole("heading", { name: "1 order at Junction" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
})

test("the page orders from the server in its address, and removes the token from it", async () => {
  const token = await stack.issueToken()
  const address = `${stack.pageUrl}/?api=${stack.serverUrl}#token=${token}`
  const { page } = await openPage(browser, address)
  await fillIn(page)
  await placeOrder(page)
  await page.getByRole("heading", { name: "Order placed" }).waitFor()
  expect(stack.simulator.orders()).toHaveLength(1)
  expect(page.url()).toBe(`${stack.pageUrl}/?api=${stack.serverUrl}`)
})
