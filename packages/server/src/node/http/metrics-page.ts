import type { Metrics } from "../telemetry/metrics.ts"
import type { Pages } from "./pages.ts"

/** Creates the page `/metrics` for Prometheus. */
export function createMetricsPage({ scrape, contentType }: Metrics): Pages {
  return {
    "/metrics": async () => ({
      status: 200,
      headers: {
        "content-type": contentType,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
      body: await scrape(),
    }),
  }
}
