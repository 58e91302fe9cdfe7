import { defineConfig } from "tsup"

const contract = "@loop-health/integrations-contract"

export default defineConfig({
  entry: {
    index: "src/index.ts",
    builders: "src/builders.ts",
    msw: "src/msw.ts",
    cli: "src/node/cli.ts",
  },
  // Jest runs tests as CommonJS by default and does not load ES modules then.
  format: ["esm", "cjs"],
  target: "es2022",
  platform: "neutral",
  external: ["msw", /^node:/],
  // The mocks have no dependencies: these dev dependencies are bundled. openapi-msw declares msw 2
  // as its peer but works with msw 3.
  noExternal: [contract, "@loop-health/integrations-server", "@noble/hashes", "openapi-msw"],
  removeNodeProtocol: false,
  dts: {
    entry: ["src/index.ts", "src/builders.ts", "src/msw.ts"],
    // The files of openapi-msw import each other with file extensions.
    resolve: [contract, "openapi-msw", /^\.\.?\/.+\.ts$/],
    // tsup reads a package's root property `types` and ignores `exports`. The declarations of
    // openapi-msw refer to files that the package does not contain, so its sources are used.
    compilerOptions: {
      paths: {
        [contract]: ["../contract/dist/index.d.ts"],
        "openapi-msw": ["./node_modules/openapi-msw/exports/main.ts"],
      },
    },
  },
  clean: true,
})
