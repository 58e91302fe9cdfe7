import { source as axeSource, type AxeResults } from "axe-core"
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from "playwright"
import { expect, onTestFinished } from "vitest"
// @boundaries-ignore All packages find the browser in the same way.
import { findChromium } from "../../../../scripts/find-chromium.ts"
import { patient } from "./patient.ts"

/** A page of the test, with the texts of its console. */
export interface OrderPage {
  readonly page: Page
  readonly console: readonly string[]
}

/** Starts Chromium. */
export async function launchBrowser(): Promise<Browser> {
  const options = findChromium()
  if (options === undefined) throw new Error("Install Chromium or set CHROMIUM_PATH.")
  return chromium.launch(options)
}

/** Opens the page in a new browser context until the test ends. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OrderPage> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const texts: string[] = []
  page.on("console", (message) => texts.push(message.text()))
  page.on("pageerror", (error) => texts.push(String(error)))
  await page.goto(url)
  await page.getByRole("heading", { name: "Order a lab panel" }).waitFor()
  return { page, console: texts }
}

/** Fills in the form. */
export async function fillIn(
  page: Page,
  changes: Partial<Record<keyof typeof patient, string>> = {},
) {
  for (const [label, value] of Object.entries({ ...patient, ...changes })) {
    await page.getByLabel(label).fill(value)
  }
}

/** Clicks the button that places the order. */
export async function placeOrder(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Place order" }).click()
}

/** Presses Tab until an element has the focus. A date input has a stop for each of its parts. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press("Tab")
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error("The Tab key does not reach the element.")
}

/** Checks that no storage, URL, cache, or console text contains the patient. */
export async function expectNoPatient({ page, console }: OrderPage): Promise<void> {
  const stored = await page.evaluate(async () =>
    JSON.stringify({
      local: Object.entries(localStorage),
      session: Object.entries(sessionStorage),
      history: history.state as unknown,
      url: location.href,
      cookies: document.cookie,
      caches: await caches.keys(),
      databases: (await indexedDB.databases()).map(({ name }) => name),
    }),
  )
  const texts = [stored, ...console].join("\n")
  for (const value of Object.values(patient).filter((text) => text.length > 3)) {
    expect(texts).not.toContain(value)
  }
}

/** Checks the page with axe, and returns the violated rules with their elements. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: { run(): Promise<AxeResults> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}
