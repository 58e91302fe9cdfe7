import { defineConfig } from "tsup"

const contract = "@loop-health/integrations-contract"

export default defineConfig({
  entry: { index: "src/index.ts", react: "src/react/index.ts" },
  format: ["esm", "cjs"],
  // What the entry points share is a few lines without state: one file for each loads faster than a file in common.
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
  // Bundlers and browsers take the ES modules; the CommonJS file is run as it is and reads like its source. Maps with the
  // sources in them for both would be most of the tarball.
  esbuildOptions: (options, { format }) => {
    if (format === "cjs") options.sourcemap = false
  },
})
