import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build, type Options } from "tsup"
import { expect, onTestFinished, test } from "vitest"
import config from "../../tsup.config.ts"

/** Builds the package as it is published, but for the types; gives its files by their names. */
async function buildPackage() {
  const outDir = mkdtempSync(join(tmpdir(), "sdk-"))
  onTestFinished(() => rmSync(outDir, { recursive: true }))
  // The configuration is one object; its type allows more.
  await build({ ...(config as Options), config: false, outDir, dts: false, silent: true })
  const read = (name: string) => readFileSync(join(outDir, name), "utf8")
  const packages = (name: string) => {
    const imports = read(name).matchAll(/\b(?:from |import |require\()"([^"]+)"/g)
    return new Set([...imports].map(([, specifier]) => specifier))
  }
  return { read, packages }
}

test("the main door imports neither React nor TanStack Query", async () => {
  const { packages } = await buildPackage()
  expect(packages("index.js")).toEqual(new Set(["openapi-fetch"]))
  expect(packages("index.cjs")).toEqual(new Set(["openapi-fetch"]))
})

test("the door for React imports those two alone, and is marked as a client's", async () => {
  const { read, packages } = await buildPackage()
  for (const name of ["react.js", "react.cjs"]) {
    expect(packages(name)).toEqual(new Set(["react", "@tanstack/react-query"]))
    // A directive counts as long as only directives stand before it.
    expect(read(name)).toMatch(/^("use strict";\s*)?"use client";/)
  }
})
