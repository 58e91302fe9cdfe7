import { defineConfig } from "tsup"

export default defineConfig({
  entry: {
    index: "src/index.ts",
    "junction/index": "src/junction/index.ts",
    "node/index": "src/node/index.ts",
    "node/cli": "src/node/cli.ts",
    // Started as a thread, from the file beside the bundle.
    "node/sqlite-worker": "src/node/ledgers/sqlite/sqlite-worker.ts",
  },
  format: "esm",
  target: "node24",
  dts: true,
  clean: true,
  sourcemap: true,
  // Without its prefix, node:sqlite is not a module at all.
  removeNodeProtocol: false,
})
