import { defineConfig } from "tsup"

const contract = "@loop-health/integrations-contract"

export default defineConfig({
  entry: ["src/index.ts", "src/msw.ts"],
  format: "esm",
  target: "es2022",
  platform: "neutral",
  external: ["msw"],
  // Whoever installs the mocks installs nothing else: all of these are dev dependencies, and become part of the mocks.
  // openapi-msw besides asks for msw 2, and works with 3.
  noExternal: [contract, "@loop-health/integrations-server", "@noble/hashes", "openapi-msw"],
  dts: {
    // The files of openapi-msw name each other with their endings.
    resolve: [contract, "openapi-msw", /^\.\.?\/.+\.ts$/],
    // tsup looks for a package's types at its root `types` member and does not read `exports`. The declarations of
    // openapi-msw name files that it does not ship; its sources do not.
    compilerOptions: {
      paths: {
        [contract]: ["../contract/dist/index.d.ts"],
        "openapi-msw": ["./node_modules/openapi-msw/exports/main.ts"],
      },
    },
  },
  clean: true,
  sourcemap: true,
})
