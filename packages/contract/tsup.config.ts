import { copyFile } from "node:fs/promises"
import { defineConfig } from "tsup"

export default defineConfig({
  entry: ["src/index.ts", "src/validators.ts", "src/zod.ts"],
  format: "esm",
  target: "es2022",
  platform: "neutral",
  dts: true,
  clean: true,
  sourcemap: true,
  onSuccess: () => copyFile("src/generated/openapi.gen.json", "dist/openapi.json"),
})
