import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build, type Options } from "tsup"
import { expect, onTestFinished, test } from "vitest"
import config from "../tsup.config.ts"

/** Builds the package as it is published, except its types. Returns its files by their names. */
async function buildPackage() {
  const outDir = mkdtempSync(join(tmpdir(), "sdk-"))
  onTestFinished(() => rmSync(outDir, { recursive: true }))
  // The configuration is one object; its type allows more.
  await build({ ...(config as Options), config: false, outDir, dts: false, silent: true })
  const read = (name: string) => readFileSync(join(outDir, name), "utf8")
  return { read, packages: (name: string) => importsOf(read(name)) }
}

test("the main entry point imports no package", async () => {
  const { packages } = await buildPackage()
  expect(packages("index.js")).toEqual(new Set())
  expect(packages("index.cjs")).toEqual(new Set())
})

test("the entry point for React imports React and TanStack Query alone, and is marked as a client's", async () => {
  const { read, packages } = await buildPackage()
  for (const name of ["react.js", "react.cjs"]) {
    expect(packages(name)).toEqual(new Set(["react", "@tanstack/react-query"]))
    // A directive counts as long as only directives stand before it.
    expect(read(name)).toMatch(/^("use strict";\s*)?"use client";/)
  }
})

test("the types of neither entry point need a package that is not installed with the SDK", () => {
  const folder = fileURLToPath(new URL("../dist", import.meta.url))
  const files = readdirSync(folder).filter((name) => /\.d\.c?ts$/.test(name))
  const imported = files.flatMap((name) => [...importsOf(readFileSync(join(folder, name), "utf8"))])
  const packages = imported.filter((specifier) => !specifier.startsWith("./"))
  expect(files.length).toBeGreaterThan(3)
  expect(new Set(packages)).toEqual(new Set(["@tanstack/react-query"]))
})

test("the package depends on nothing, and ships the licence of what is bundled", () => {
  const read = (name: string) =>
    readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8")
  const manifest = JSON.parse(read("package.json")) as { dependencies?: object; files: string[] }
  expect(manifest.dependencies).toBeUndefined()
  expect(manifest.files).toContain("THIRD_PARTY_LICENSES")
  const licence = createRequire(import.meta.url).resolve("openapi-fetch/LICENSE")
  expect(read("THIRD_PARTY_LICENSES")).toContain(readFileSync(licence, "utf8").trim())
})

function importsOf(code: string): Set<string> {
  const imports = code.matchAll(/\b(?:from |import |require\(|import\()["']([^"']+)["']/g)
  return new Set([...imports].map(([, specifier = ""]) => specifier))
}
