import { copyFile } from "node:fs/promises"
import { defineConfig } from "tsup"

export default defineConfig({
  entry: ["src/index.ts", "src/validators.ts", "src/normalize.ts", "src/form.ts", "src/zod.ts"],
  format: "esm",
  target: "es2022",
  platform: "neutral",
  dts: true,
  clean: true,
  // Generated code needs no map. The maps of packages that bundle it would contain its sources.
  sourcemap: false,
  onSuccess: () => copyFile("src/generated/openapi.gen.json", "dist/openapi.json"),
})
