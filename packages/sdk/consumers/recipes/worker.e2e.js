// @boundaries-ignore The project of the recipes has this dependency.
import { expect, test } from "@playwright/test"

test("the page orders through msw's worker", async ({ page }) => {
  await page.goto("/?worker", { waitUntil: "networkidle" })
  await page.getByRole("button", { name: "Order" }).click()
  await expect(page.getByRole("alert")).toContainText("confirmation")
})
