import starlight from "@astrojs/starlight"
import { defineConfig } from "astro/config"
import { operations } from "./src/contract/document.ts"
import { endpointPath } from "./src/contract/links.ts"
import { contractPages } from "./src/contract/write-pages.ts"

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
    contractPages(),
    starlight({
      title: "Lab orders",
      favicon: "/favicon.svg",
      customCss: ["./src/styles.css"],
      pagination: false,
      // Blocks that scroll would be regions without a name.
      expressiveCode: { defaultProps: { wrap: true } },
      sidebar: [
        { label: "Start", items: ["index", "get-started"] },
        {
          label: "Reference",
          items: [
            ...operations().map((operation) => ({
              label: `${operation.method} ${operation.path}`,
              link: endpointPath(operation),
            })),
            "endpoints",
            "services/integrations",
            "auth",
            "errors",
          ],
        },
      ],
    }),
  ],
})
