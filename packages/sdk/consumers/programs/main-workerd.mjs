// Runs the bundled `worker.mjs` in workerd:
//   node main-workerd.mjs <base URL> <package.json of miniflare> <bundled worker>
import { createRequire } from "node:module"
import process from "node:process"

const [baseUrl, miniflareFolder, scriptPath] = process.argv.slice(2)
const { Miniflare } = createRequire(miniflareFolder)("miniflare")

const worker = new Miniflare({
  modules: true,
  scriptPath,
  compatibilityDate: "2026-07-01",
  bindings: { BASE_URL: baseUrl },
  // Prevents a request for the location of this machine.
  cf: false,
})
try {
  const response = await worker.dispatchFetch("http://worker/")
  console.log(await response.text())
} finally {
  await worker.dispose()
}
