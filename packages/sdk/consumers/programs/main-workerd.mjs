// Runs `worker.mjs`, bundled to argument 4, in workerd. miniflare is found from argument 3, where it is installed.
import { createRequire } from "node:module"
import process from "node:process"

const [baseUrl, miniflareFolder, scriptPath] = process.argv.slice(2)
const { Miniflare } = createRequire(miniflareFolder)("miniflare")

const worker = new Miniflare({
  modules: true,
  scriptPath,
  compatibilityDate: "2026-07-01",
  bindings: { BASE_URL: baseUrl },
  // Otherwise it asks the internet where it is.
  cf: false,
})
try {
  const response = await worker.dispatchFetch("http://worker/")
  console.log(await response.text())
} finally {
  await worker.dispose()
}
