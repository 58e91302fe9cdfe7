import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["{src,test}/**/*.test.ts"],
    // Long enough for the slowest machine: no test is about speed.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: ["default", "json"],
    outputFile: { json: ".test-results/vitest.json" },
  },
})
