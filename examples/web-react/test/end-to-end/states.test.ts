import { serveFile } from "@loop-health/example-local-stack/page-server"
import { listen, type Listener } from "@loop-health/integrations-simulator"
import type { Browser, Page } from "playwright"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  expectNoPatient,
  fillIn,
  findViolations,
  launchBrowser,
  openPage,
  placeOrder,
} from "../support/order-page.ts"
import { expectScreenshot } from "../support/screenshots.ts"
import { builtPage } from "../support/stack.ts"

let browser: Browser
let host: Listener
beforeAll(async () => {
  browser = await launchBrowser()
  host = await listen({ fetch: ({ url }) => serveFile(builtPage, new URL(url).pathname) })
})
afterAll(async () => {
  await browser?.close()
  await host?.close()
})

const looks = [
  { look: "light", options: { viewport: { width: 1000, height: 800 }, colorScheme: "light" } },
  { look: "dark", options: { viewport: { width: 1000, height: 800 }, colorScheme: "dark" } },
  { look: "phone", options: { viewport: { width: 390, height: 844 }, colorScheme: "light" } },
] as const

const order = async (page: Page) => {
  await fillIn(page)
  await placeOrder(page)
}

const respond = async (page: Page, scenario: string) =>
  page.getByLabel("Response of the mock").selectOption(scenario)

interface State {
  readonly name: string
  /** Scenario of the mock. Default: created. */
  readonly scenario?: string
  /** Brings the page into the state. */
  readonly enter: (page: Page) => Promise<void>
  /** A text that the page shows in the state. */
  readonly text: RegExp
}

const states: readonly State[] = [
  { name: "ready", enter: async () => {}, text: /Place order/ },
  { name: "errors", enter: placeOrder, text: /Enter a first name/ },
  { name: "rejected", scenario: "patient_rejected", enter: order, text: /Correct the marked/ },
  { name: "sending", scenario: "loading", enter: order, text: /Placing the order/ },
  {
    name: "offline",
    enter: async (page) => {
      await fillIn(page)
      await page.context().setOffline(true)
      await placeOrder(page)
    },
    text: /You are offline/,
  },
  { name: "placed", enter: order, text: /The lab has received the order/ },
  {
    name: "already-placed",
    scenario: "connection_lost",
    enter: async (page) => {
      await order(page)
      await page.getByRole("button", { name: "Check again" }).waitFor()
      await respond(page, "created")
      await page.getByRole("button", { name: "Check again" }).click()
    },
    text: /This order was already placed/,
  },
  { name: "signed-out", scenario: "token_expired", enter: order, text: /Sign in again/ },
  { name: "failed", scenario: "junction_rejected", enter: order, text: /could not complete/ },
  { name: "busy", scenario: "overloaded", enter: order, text: /service is busy/ },
  {
    name: "in-doubt",
    scenario: "junction_outcome_unknown",
    enter: order,
    text: /could not confirm/,
  },
  {
    name: "restored",
    scenario: "junction_outcome_unknown",
    enter: async (page) => {
      await order(page)
      await page.getByRole("button", { name: "Check again" }).waitFor()
      await page.reload()
    },
    text: /Enter the same data/,
  },
]

describe.each(looks)("$look", ({ look, options }) => {
  test.each(states)("the state $name is accessible and as in its screenshot", async (state) => {
    const { name, scenario = "created", enter, text } = state
    const opened = await openPage(browser, `${host.url}/?api=mock&mock=${scenario}`, options)
    const { page } = opened
    await enter(page)
    await page.getByText(text).waitFor()
    expect(await findViolations(page)).toEqual([])
    await expectScreenshot(page, `${name}-${look}`)
    await expectNoPatient(opened)
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement)
    expect(scrollWidth).toBe(clientWidth)
  })
})

test("the focus moves to the first field that the API rejects", async () => {
  const { page } = await openPage(browser, `${host.url}/?api=mock&mock=patient_rejected`)
  await order(page)
  const phone = page.getByLabel("Phone")
  await expect.poll(() => phone.evaluate((input) => input === document.activeElement)).toBe(true)
  const described = await phone.getAttribute("aria-describedby")
  expect(await page.locator(`[id="${described}"]`).textContent()).toBe(
    "The lab does not accept this entry. Correct it.",
  )
})

test("empty optional fields are absent from the request", async () => {
  const { page } = await openPage(browser, `${host.url}/?api=mock`)
  const sent = page.waitForRequest("**/v1/labs/orders")
  await fillIn(page, { Phone: "" })
  await placeOrder(page)
  const body = (await sent).postDataJSON() as { patient: object; address: object }
  expect(Object.keys(body.patient).toSorted()).toEqual(["dob", "email", "first_name", "last_name"])
  expect(Object.keys(body.address).toSorted()).toEqual(["city", "country", "line1", "state", "zip"])
})
