import { defineConfig } from "tsup"

export default defineConfig({
  entry: {
    index: "src/index.ts",
    "node/index": "src/node/index.ts",
    "testing/index": "src/testing/index.ts",
    "testing/msw": "src/testing/msw.ts",
  },
  format: "esm",
  target: "node24",
  dts: true,
  clean: true,
  sourcemap: true,
  // Without its prefix, node:sqlite is not a module at all.
  removeNodeProtocol: false,
})
