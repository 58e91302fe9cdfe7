import { defineConfig } from "tsup"

const contract = "@loop-health/integrations-contract"

export default defineConfig({
  entry: { index: "src/index.ts", react: "src/react/index.ts" },
  format: ["esm", "cjs"],
  // What the doors share is a few lines without state: one file for each loads faster than a file in common.
  splitting: false,
  target: "es2022",
  platform: "neutral",
  // The contract is a dev dependency: what the SDK uses of it, types included, becomes part of the SDK.
  noExternal: [contract],
  dts: {
    resolve: [contract],
    // tsup looks for a package's types at its root `types` member and does not read `exports`.
    compilerOptions: { paths: { [contract]: ["../contract/dist/index.d.ts"] } },
  },
  clean: true,
  sourcemap: true,
  // Once is enough for a package of this size: bundlers read the maps of the ES modules, and for CommonJS, which Node runs
  // as it is, file and line will do.
  esbuildOptions: (options, { format }) => {
    options.sourcesContent = format === "esm"
  },
})
