import { existsSync } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Page } from "playwright"
import { expect } from "vitest"

const folder = join(import.meta.dirname, "../../screenshots")

/**
 * Compares the page with its committed screenshot, or writes it if `UPDATE_SCREENSHOTS` is set. The
 * tolerance allows similar fonts. It finds other colors and a missing or additional box. It does
 * not find another text, which each test checks itself.
 */
export async function expectScreenshot(page: Page, name: string): Promise<void> {
  const file = join(folder, `${name}.jpg`)
  const options = { type: "jpeg", quality: 70, fullPage: true, animations: "disabled" } as const
  const image = await page.screenshot(options)
  if (process.env["UPDATE_SCREENSHOTS"]) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, image)
    return
  }
  expect(existsSync(file), `${name}.jpg exists`).toBe(true)
  const committed = await readFile(file)
  const difference = await compare(page, [committed, image])
  expect(difference.height, `relative difference of the height of ${name}`).toBeLessThan(0.04)
  expect(difference.color, `mean difference of the colors of ${name}`).toBeLessThan(0.015)
}

/** Compares two images in the browser, at a width of 48 pixels. */
async function compare(page: Page, images: readonly [Buffer, Buffer]) {
  const urls = images.map((image) => `data:image/jpeg;base64,${image.toString("base64")}`)
  return page.evaluate(async ([first = "", second = ""]) => {
    const read = async (url: string) => {
      const image = new Image()
      image.src = url
      await image.decode()
      const canvas = new OffscreenCanvas(48, 96)
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D
      context.imageSmoothingQuality = "high"
      context.drawImage(image, 0, 0, canvas.width, canvas.height)
      return { height: image.height, data: context.getImageData(0, 0, 48, 96).data }
    }
    const [a, b] = [await read(first), await read(second)]
    const sum = a.data.reduce((total, value, at) => total + Math.abs(value - (b.data[at] ?? 0)), 0)
    return {
      height: Math.abs(a.height - b.height) / a.height,
      color: sum / a.data.length / 255,
    }
  }, urls)
}
