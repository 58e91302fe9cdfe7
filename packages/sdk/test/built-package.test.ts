import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { errorCodeTexts } from "@loop-health/integrations-contract"
import { build as bundle } from "esbuild"
import { build, type Options } from "tsup"
import { expect, onTestFinished, test } from "vitest"
import config from "../tsup.config.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

/** Builds the published package without its types. Returns the files by their names. */
async function buildPackage() {
  const outDir = mkdtempSync(join(tmpdir(), "sdk-"))
  onTestFinished(() => rmSync(outDir, { recursive: true }))
  // The configuration is one object, although its type allows more.
  await build({ ...(config as Options), config: false, outDir, dts: false, silent: true })
  const read = (name: string) => readFileSync(join(outDir, name), "utf8")
  return { read, packages: (name: string) => importsOf(read(name)) }
}

test("the main entry point imports no package", async () => {
  const { packages } = await buildPackage()
  expect(packages("index.js")).toEqual(new Set())
  expect(packages("index.cjs")).toEqual(new Set())
})

test('the React entry point imports only React and TanStack Query, and has "use client"', async () => {
  const { read, packages } = await buildPackage()
  for (const name of ["react.js", "react.cjs"]) {
    expect(packages(name)).toEqual(new Set(["react", "@tanstack/react-query"]))
    // A directive is valid only after other directives.
    expect(read(name)).toMatch(/^("use strict";\s*)?"use client";/)
  }
})

test("the types of both entry points need only installed packages", () => {
  const folder = join(root, "dist")
  const files = readdirSync(folder).filter((name) => /\.d\.c?ts$/.test(name))
  const imported = files.flatMap((name) => [...importsOf(readFileSync(join(folder, name), "utf8"))])
  const packages = imported.filter((specifier) => !specifier.startsWith("./"))
  expect(files.length).toBeGreaterThan(3)
  expect(new Set(packages)).toEqual(new Set(["@tanstack/react-query"]))
})

test("the package has no dependencies", () => {
  const manifest = readFileSync(join(root, "package.json"), "utf8")
  expect(JSON.parse(manifest)).not.toHaveProperty("dependencies")
})

test("a bundle contains the rules of the error codes, without their texts and statuses", async () => {
  const { outputFiles } = await bundle({
    stdin: { contents: 'export { createClient } from "./dist/index.js"', resolveDir: root },
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  })
  const code = outputFiles.map(({ text }) => text).join()
  const texts = Object.values(errorCodeTexts).flatMap(({ summary, action }) => [summary, action])
  expect(code).toContain('internal_error:{retry:"never",order:"unknown"}')
  expect(texts.filter((text) => code.includes(text))).toEqual([])
  expect(code).not.toMatch(/internal_error:\[/)
})

function importsOf(code: string): Set<string> {
  const imports = code.matchAll(/\b(?:from |import |require\(|import\()["']([^"']+)["']/g)
  return new Set([...imports].map(([, specifier = ""]) => specifier))
}
