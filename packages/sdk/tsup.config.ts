import { defineConfig } from "tsup"

const contract = "@loop-health/integrations-contract"

export default defineConfig({
  entry: { index: "src/index.ts", react: "src/react/index.ts" },
  format: ["esm", "cjs"],
  // The entry points share only a few lines without state. A shared file would load more slowly.
  splitting: false,
  target: "es2022",
  platform: "neutral",
  // The contract is a dev dependency. The SDK bundles the code and types that it uses.
  noExternal: [contract],
  dts: {
    resolve: [contract],
    // tsup reads the `types` field of a package, but not `exports`.
    compilerOptions: { paths: { [contract]: ["../contract/dist/index.d.ts"] } },
  },
  clean: true,
  // The files are readable without source maps, which would be half of the tarball.
  sourcemap: false,
})
