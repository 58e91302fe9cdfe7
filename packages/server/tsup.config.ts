import { defineConfig } from "tsup"

export default defineConfig({
  entry: {
    index: "src/index.ts",
    "node/index": "src/node/index.ts",
    "node/cli": "src/node/cli.ts",
    // Started as a thread, from the file beside the bundle.
    "node/sqlite-worker": "src/node/ledgers/sqlite-worker.ts",
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
