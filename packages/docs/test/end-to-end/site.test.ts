import { globSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { source as axeSource } from "axe-core"
import { chromium, type Browser, type Page } from "playwright"
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
// @boundaries-ignore All packages find the browser in the same way.
import { findChromium } from "../../../../scripts/find-chromium.ts"
import { buildSite, removeSites } from "../support/build-site.ts"
import { serveSite } from "../support/serve-site.ts"

interface Schema {
  readonly properties?: object
}
interface SeedOperation {
  readonly requestBody: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content: Content }>>
}
type Content = Readonly<Record<"application/json", { readonly schema: Schema }>>

const seedFolder = join(import.meta.dirname, "../../../../spec/seed")
const seed = JSON.parse(readFileSync(join(seedFolder, "openapi.json"), "utf8")) as {
  readonly paths: Readonly<Record<string, { readonly post: SeedOperation }>>
}
const endpoint = "/docs/endpoints/post-v1-labs-orders/"

let site: Awaited<ReturnType<typeof serveSite>>
let dist: string
let browser: Browser

beforeAll(async () => {
  dist = await buildSite("contract")
  site = await serveSite(dist)
  const launchOptions = findChromium()
  if (launchOptions === undefined) throw new Error("Install Chromium or set CHROMIUM_PATH.")
  browser = await chromium.launch(launchOptions)
})
afterAll(async () => {
  await browser?.close()
  site?.close()
  await removeSites()
})

async function openPage(path: string, options: Parameters<Browser["newPage"]>[0] = {}) {
  const page = await browser.newPage(options)
  onTestFinished(() => page.close())
  await page.goto(`${site.url}${path}`)
  return page
}

function pagePaths(): readonly string[] {
  return globSync("**/index.html", { cwd: dist })
    .map((file) => `/docs/${file.replaceAll("\\", "/").replace(/index\.html$/, "")}`)
    .toSorted()
}

/** Returns one page of each type. Pages of the runbook have the same two templates. */
function pageTypes(): readonly string[] {
  const examples = ["/docs/runbook/", "/docs/runbook/orders-fail/", "/docs/runbook/overloaded/"]
  return pagePaths().filter((path) => !path.includes("/runbook/") || examples.includes(path))
}

async function headings(page: Page, level: string): Promise<readonly string[]> {
  return (await page.locator(`main .sl-markdown-content ${level}`).allTextContents()).map((text) =>
    text.trim(),
  )
}

test("the endpoint page has the API page's sections in their order", async () => {
  const page = await openPage(endpoint)
  expect(await page.locator("h1").textContent()).toBe("POST /v1/labs/orders")
  expect(await headings(page, "h2")).toEqual([
    "Required scopes",
    "Required headers",
    "Request body",
    "Responses",
    "Example",
    "Related",
  ])
  expect(await headings(page, "h3")).toEqual([
    "201 Lab order created",
    "400 Validation error",
    "401 Unauthenticated",
    "502 Junction upstream error",
  ])
  const text = (await page.locator("main").textContent()) ?? ""
  expect(text).toContain("Service: integrations · operationId: createLabOrder")
  expect(text).toContain("(no scope declared — review service config)")
  expect(text).toContain("services/integrations — service overview")
  expect(text).toContain("All endpoints — directory across services")
  expect(text).toContain("Auth model — how scopes are enforced")
})

test("the endpoint page states the schemas of the API page", async () => {
  const page = await openPage(endpoint)
  const texts = await page.locator("details pre").allTextContents()
  const [body, created, error] = texts.map((text) => JSON.parse(text) as Schema)
  const operation = seed.paths["/v1/labs/orders"]?.post
  expect(body).toEqual(operation?.requestBody.content["application/json"].schema)
  expect(created).toEqual(operation?.responses["201"]?.content["application/json"].schema)
  // Ours has the field `details` too.
  expect(error).toMatchObject(operation?.responses["400"]?.content["application/json"].schema ?? {})
  expect(texts).toHaveLength(3)
})

test("a field has its rules' messages and a value of the first example", async () => {
  const page = await openPage(endpoint)
  const field = page
    .locator(".fields")
    .first()
    .locator("> ul > li")
    .filter({ hasText: "patient.dob" })
  const text = (await field.innerText()).replaceAll(/\s+/g, " ")
  expect(text).toMatch(/^patient\.dob string \(minLength 1\), required /)
  expect(text).toContain(
    "Message for rejected values: must be a calendar date from 1900-01-01 to today",
  )
  expect(text).toMatch(/Example: "1990-04-12"$/)
})

test("the page of errors lists each code in a table, with its retry and its order", async () => {
  const page = await openPage("/docs/errors/")
  const row = page.locator("table tr").filter({ hasText: "junction_outcome_unknown" })
  expect(await row.locator("td").allInnerTexts()).toEqual([
    "502 junction_outcome_unknown",
    "same key",
    "may exist",
  ])
})

test("each metric has its name on one line of a wide window", async () => {
  const page = await openPage("/docs/operate/monitor/", { viewport: { width: 1280, height: 900 } })
  const lines = await page
    .locator("main code")
    .evaluateAll((all) =>
      all
        .filter(({ textContent }) => /^(integrations|http_server)_/.test(textContent))
        .map((name) => name.getClientRects().length),
    )
  expect(lines.length).toBeGreaterThan(13)
  expect(new Set(lines)).toEqual(new Set([1]))
})

test("the rules of verify are in the groups of its cases", async () => {
  const page = await openPage("/docs/guides/verify-rules/")
  expect(await headings(page, "h2")).toEqual([
    "examples",
    "boundaries",
    "headers",
    "fuzz",
    "framing",
    "auth",
    "cors",
    "responses",
    "intents",
    "leaks",
  ])
  const first = page.locator("#leaks").locator("xpath=following::h3[1]")
  expect(await first.textContent()).toBe("leak-value")
})

test("an unknown address has links to the main pages", async () => {
  const page = await openPage("/docs/404.html")
  expect(await page.locator("h1").textContent()).toBe("Page not found")
  await page.locator("main").getByRole("link", { name: "Runbook" }).click()
  expect(await page.locator("h1").textContent()).toBe("Runbook")
})

test("the first example is the API page's", async () => {
  const page = await openPage(endpoint)
  const example = await page.locator("#example").locator("xpath=following::pre[1]").innerText()
  const expected = /^curl -X POST[\s\S]*?'\{ \.\.\. \}'/m.exec(
    readFileSync(join(seedFolder, "page.txt"), "utf8"),
  )
  expect(example.trim()).toBe(expected?.[0])
})

test("the examples are in tabs: the SDK, curl, and a response of each status", async () => {
  const page = await openPage(endpoint)
  const tabs = page.getByRole("tab")
  expect((await tabs.allTextContents()).map((label) => label.trim())).toEqual([
    "SDK",
    "curl",
    "curl, minimal",
    "201",
    "400",
    "401",
    "502",
  ])
  const [request, response] = await page.getByRole("tabpanel").all()
  expect(await request?.innerText()).toContain("await loop.labs.orders.create({")
  await tabs.nth(6).click()
  expect(await response?.innerText()).toContain('"error": "junction_outcome_unknown"')
})

test("every link and anchor of the site leads to a page of the site", async () => {
  const page = await browser.newPage({ javaScriptEnabled: false })
  onTestFinished(() => page.close())
  const ids = new Map<string, readonly string[]>()
  const links: { readonly from: string; readonly to: URL }[] = []
  for (const path of pagePaths()) {
    await page.goto(`${site.url}${path}`)
    ids.set(path, await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id)))
    const hrefs = await page
      .locator("a[href]")
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
    const targets = hrefs.map((href) => ({ from: path, to: new URL(href) }))
    links.push(...targets.filter(({ to }) => to.origin === site.url))
  }
  const broken = []
  for (const { from, to } of links) {
    const anchors = ids.get(to.pathname)
    const found =
      anchors === undefined
        ? (await fetch(to)).ok
        : to.hash === "" || anchors.includes(to.hash.slice(1))
    if (!found) broken.push(`${from} → ${to.href}`)
  }
  expect(links.length).toBeGreaterThan(50)
  expect(broken).toEqual([])
})

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
] as const)(
  "every type of page is accessible and fits, %s at %i pixels",
  async (colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const errors: string[] = []
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()))
    page.on("pageerror", ({ message }) => errors.push(message))
    page.on("request", (request) => {
      const { origin } = new URL(request.url())
      if (origin !== site.url && !request.url().startsWith("data:")) errors.push(request.url())
    })
    for (const path of pageTypes()) {
      await page.goto(`${site.url}${path}`)
      // The code blocks' script makes wide blocks focusable when the page is idle.
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
      await page.locator("details").evaluateAll((all) => {
        for (const details of all) (details as HTMLDetailsElement).open = true
      })
      await page.evaluate(axeSource)
      // In another color scheme, only the contrast differs.
      const rules = colorScheme === "dark" ? { runOnly: ["color-contrast"] } : {}
      const violations = await page.evaluate(async (options) => {
        const { axe: checker } = globalThis as unknown as { axe: Axe }
        const results = await checker.run(options)
        return results.violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html }) => `${id}: ${html}`),
        )
      }, rules)
      errors.push(...violations.map((violation) => `${path} ${violation}`))
      // 320 pixels are the smallest width without scrolling to the side (WCAG 1.4.10).
      for (const fitted of width === 390 ? [390, 320] : [width]) {
        await page.setViewportSize({ width: fitted, height: 900 })
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        if (overflow > 0) errors.push(`${path} is ${overflow} pixels too wide at ${fitted}`)
      }
      await page.setViewportSize({ width, height: 900 })
    }
    expect(errors).toEqual([])
  },
)

interface Axe {
  run(options: object): Promise<{
    readonly violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }[]
  }>
}

test("every page is readable without JavaScript", async () => {
  const page = await browser.newPage({ javaScriptEnabled: false })
  onTestFinished(() => page.close())
  for (const path of pagePaths()) {
    await page.goto(`${site.url}${path}`)
    await page.locator("h1").waitFor()
    expect((await page.locator("main").innerText()).length).toBeGreaterThan(150)
    expect(await page.locator("nav.sidebar a[href^='/docs/']").count()).toBeGreaterThan(5)
  }
})

test("a code block can be copied, and the chosen theme remains", async () => {
  const permissions = ["clipboard-read", "clipboard-write"]
  const page = await openPage(endpoint, { permissions, colorScheme: "light" })
  await page.getByRole("button", { name: /copy/i }).first().click()
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^curl -X POST https:/)
  await page.getByLabel("Select theme").first().selectOption("dark")
  await page.goto(`${site.url}/docs/guarantees/`)
  expect(await page.locator("html").getAttribute("data-theme")).toBe("dark")
  const box = page.locator(".diagram rect").first()
  expect(await box.evaluate((element) => getComputedStyle(element).fill)).not.toBe("rgb(0, 0, 0)")
})

test("the search finds a field and opens its page", async () => {
  const page = await openPage("/docs/")
  await page.locator("button[data-open-modal]").click()
  await page.locator("dialog input").fill("patient_rejected")
  await page.locator("dialog .pagefind-ui__result a[href*='/docs/errors/']").first().click()
  await page.waitForURL("**/docs/errors/**")
  expect(await page.locator("h1").textContent()).toBe("Errors")
})

test("the search for a secret in a browser finds the tokens of a page first", async () => {
  const page = await openPage("/docs/")
  await page.locator("button[data-open-modal]").click()
  await page.locator("dialog input").fill("secret in browser")
  const first = page.locator("dialog .pagefind-ui__result-link").first()
  expect(await first.getAttribute("href")).toBe("/docs/guides/order-a-panel/")
})

test("a search without results has links to the main pages", async () => {
  const page = await openPage("/docs/")
  await page.locator("button[data-open-modal]").click()
  const links = page.locator("dialog .no-results")
  await page.locator("dialog input").fill("overloaded")
  await page.locator("dialog .pagefind-ui__result-link").first().waitFor()
  expect(await links.isVisible()).toBe(false)
  await page.locator("dialog input").fill("qqqq")
  await page.getByText("No results for qqqq").waitFor()
  expect(await links.getByRole("link").allTextContents()).toEqual([
    "All endpoints",
    "Errors",
    "All guides",
  ])
  await links.getByRole("link", { name: "All guides" }).click()
  await page.waitForURL("**/docs/#all-guides")
  await links.waitFor({ state: "hidden" })
})

test("each page has a Markdown version without markup, and llms.txt lists it", async () => {
  const list = await (await fetch(`${site.url}/docs/llms.txt`)).text()
  for (const path of pagePaths()) {
    const response = await fetch(`${site.url}${path}index.md`)
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toMatch(/^# /)
    expect(text.replaceAll(/```[\s\S]*?```|`[^`]*`/g, "")).not.toMatch(/<\/?[A-Za-z]|^import /m)
    expect(list).toContain(`(${path}index.md)`)
  }
  const twin = await (await fetch(`${site.url}${endpoint}index.md`)).text()
  expect(twin).toContain('import { createClient } from "@loop-health/integrations-sdk"')
})

test("the site serves the contract as JSON", async () => {
  const contract = (await (await fetch(`${site.url}/docs/openapi.json`)).json()) as object
  expect(contract).toHaveProperty(["paths", "/v1/labs/orders", "post"])
})

test("a second operation appears without an edit, and the same contract builds the same bytes", async () => {
  const contract = JSON.parse(readFileSync(join(dist, "openapi.json"), "utf8")) as {
    paths: Record<string, object>
  }
  contract.paths["/v1/labs/orders/{order_id}"] = {
    get: {
      operationId: "getLabOrder",
      summary: "Get an order",
      security: [{ bearerAuth: ["labs:read"] }],
      parameters: [{ name: "order_id", in: "path", required: true, schema: { type: "string" } }],
      responses: {
        "200": {
          description: "The order",
          content: { "application/json": { schema: { $ref: "#/components/schemas/LabOrder" } } },
        },
        "404": {
          description: "Unknown order",
          "x-error-codes": {
            order_not_found: {
              retry: "never",
              order: "not_created",
              summary: "The order does not exist.",
              action: "Check the ID.",
            },
          },
        },
      },
    },
  }
  const path = join(tmpdir(), `two-operations-${process.pid}.json`)
  writeFileSync(path, JSON.stringify(contract))
  const [two, same] = await Promise.all([buildSite("two-operations", path), buildSite("same")])

  const twoSite = await serveSite(two)
  onTestFinished(() => {
    twoSite.close()
  })
  const page = await browser.newPage()
  onTestFinished(() => page.close())
  await page.goto(`${twoSite.url}/docs/endpoints/get-v1-labs-orders-order-id/`)
  expect(await headings(page, "h2")).toEqual([
    "Required scopes",
    "Required headers",
    "Responses",
    "Example",
    "Related",
  ])
  expect(await page.locator("main").innerText()).toContain("labs:read")
  const directory = readFileSync(join(two, "endpoints/index.md"), "utf8")
  expect(directory).toContain("GET /v1/labs/orders/{order_id}")
  expect(readFileSync(join(two, "errors/index.md"), "utf8")).toContain("## order_not_found")

  const files = globSync("**/*.*", { cwd: dist, exclude: ["pagefind"] })
  const different = files.filter(
    (file) => !readFileSync(join(same, file)).equals(readFileSync(join(dist, file))),
  )
  expect(files.length).toBeGreaterThan(20)
  expect(different).toEqual([])
})
