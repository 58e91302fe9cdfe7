import starlight from "@astrojs/starlight"
import { defineConfig } from "astro/config"
import { operations } from "./src/contract/document.ts"
import { operationLinks } from "./src/contract/links.ts"
import { codes } from "./src/contract/error-codes.ts"
import { alertId, alerts } from "./src/runbook/alerts.ts"
import { wrapNames } from "./src/wrap-names.ts"
import { generatedPages } from "./src/write-pages.ts"

export default defineConfig({
  base: "/docs",
  trailingSlash: "always",
  image: { service: { entrypoint: "astro/assets/services/noop" } },
  vite: {
    build: {
      rolldownOptions: {
        // Astro's own directives in generated modules.
        checks: { moduleLevelDirective: false },
      },
    },
  },
  integrations: [
    generatedPages(),
    wrapNames(),
    starlight({
      title: "Lab orders",
      favicon: "/favicon.svg",
      customCss: ["./src/styles.css"],
      components: { Search: "./src/components/Search.astro" },
      pagination: false,
      // The page is `src/pages/404.astro`.
      disable404Route: true,
      // Blocks that scroll would be regions without a name.
      expressiveCode: {
        defaultProps: { wrap: true },
        shiki: {
          transformers: [
            {
              // The default limit depends on the speed of the machine, so builds would differ.
              preprocess: (_code, options) => {
                options.tokenizeTimeLimit = 0
              },
            },
          ],
        },
      },
      sidebar: [
        { label: "Start", items: ["index", "get-started", "partners"] },
        {
          label: "Reference",
          items: [
            ...operationLinks(operations()),
            "endpoints",
            "services/integrations",
            "auth",
            "errors",
            "versions",
          ],
        },
        {
          label: "Build an app",
          items: [
            "guides/order-a-panel",
            "guides/handle-errors",
            "guides/forms",
            "guides/idempotency",
            "guides/react",
            "guides/test-your-app",
            "guides/migrate-from-fetch",
          ],
        },
        {
          label: "Run the service",
          items: [
            "operate/configure",
            "operate/deploy",
            "operate/go-live",
            "operate/monitor",
            "operate/maintain",
            "operate/benchmarks",
            "operate/capacity",
            "guides/mount-the-server",
            "guides/simulator",
          ],
        },
        {
          label: "Runbook",
          items: [
            "runbook",
            { label: "Alerts", items: alerts().map(alertId) },
            { label: "Error codes", items: codes().map(({ name }) => `runbook/${name}`) },
          ],
        },
        {
          label: "Check contracts",
          items: [
            "guides/check-your-contract",
            "guides/verify-rules",
            "guides/change-the-contract",
            "compatibility",
            "changelog",
          ],
        },
        { label: "How it works", items: ["guarantees", "stored-data", "architecture"] },
      ],
    }),
  ],
})
