import { defineConfig } from "tsup"

const contract = "@loop-health/integrations-contract"

export default defineConfig({
  entry: { index: "src/index.ts", msw: "src/msw.ts", cli: "src/node/cli.ts" },
  format: "esm",
  target: "node22",
  dts: {
    // The contract is a dev dependency: its types become part of the declarations.
    resolve: [contract],
    // tsup looks for a package's types at its root `types` field and does not read `exports`.
    compilerOptions: { paths: { [contract]: ["../contract/dist/index.d.ts"] } },
  },
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
})
