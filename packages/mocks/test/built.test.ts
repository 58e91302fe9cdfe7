import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { isBuiltin } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build, type Options } from "tsup"
import { expect, onTestFinished, test } from "vitest"
import config from "../tsup.config.ts"

interface Metafile {
  readonly inputs: Record<string, unknown>
  readonly outputs: Record<
    string,
    { readonly imports: readonly { readonly path: string; readonly external?: true }[] }
  >
}

/** Builds the package as it is published, without the types and the command. */
async function buildPackage() {
  const outDir = mkdtempSync(join(tmpdir(), "mocks-"))
  onTestFinished(() => rmSync(outDir, { recursive: true }))
  await build({
    ...(config as Options),
    format: "esm",
    config: false,
    outDir,
    dts: false,
    metafile: true,
    silent: true,
  })
  const { inputs, outputs } = JSON.parse(
    readFileSync(join(outDir, "metafile-esm.json"), "utf8"),
  ) as Metafile
  const files = Object.entries(outputs)
    .filter(([path]) => path.endsWith(".js") && !path.endsWith("/cli.js"))
    .map(([path, { imports }]) => ({
      name: path.replace(/^.*\//, ""),
      packages: imports.filter(({ external }) => external).map((imported) => imported.path),
      code: readFileSync(join(outDir, path.replace(/^.*\//, "")), "utf8"),
    }))
  return { inputs: Object.keys(inputs), files }
}

test("the built package imports only msw, and only in the entry point for msw", async () => {
  const { files } = await buildPackage()
  const packages = Object.fromEntries(files.map((file) => [file.name, new Set(file.packages)]))
  expect(packages["msw.js"]).toEqual(new Set(["msw"]))
  const others = files.filter(({ name }) => name !== "msw.js")
  expect(others.flatMap((file) => file.packages)).toEqual([])
})

test("the built package requires neither Node nor eval", async () => {
  const { files } = await buildPackage()
  expect(files.length).toBeGreaterThan(1)
  const found = files.flatMap(({ code }) => {
    const named = [...code.matchAll(/\b(?:from|import)\b\s*\(?\s*"([^"]+)"/g)]
    return [
      ...code.matchAll(/\b(?:eval|Function|require)\(/g),
      ...code.matchAll(/(?<!\.)\b(?:process|Buffer|__dirname)\b\s*[.[]/g),
      ...named.filter(([, name = ""]) => isBuiltin(name)),
    ]
  })
  expect(found.map(([text]) => text)).toEqual([])
})

test("the built package contains no code for Junction, databases, or tokens", async () => {
  const { inputs } = await buildPackage()
  expect(inputs).toContainEqual(expect.stringContaining("server/dist/index.js"))
  const foreign =
    /server\/dist\/(?:node|testing)\/|\/(?:jose|openapi-fetch|@opentelemetry|pino|prom-client)[@+/]/
  expect(inputs.filter((input) => foreign.test(input))).toEqual([])
})
