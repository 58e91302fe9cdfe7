import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { installProject, installTool } from "./install.ts"
import { runCommand } from "./run-command.ts"
import type { Consumer } from "./verdict.ts"
import versions from "./versions.json" with { type: "json" }

interface Resolution {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
  /** The importers' endings: as an ES module and as CommonJS. */
  readonly endings: readonly [esm: string, commonJs: string]
  readonly knownTo: (typescript: string) => boolean
}

const everywhere = () => true

/** How TypeScript can find the package's types. */
const resolutions: readonly Resolution[] = [
  {
    name: "nodenext",
    options: { module: "nodenext", moduleResolution: "nodenext" },
    endings: [".mts", ".cts"],
    knownTo: everywhere,
  },
  {
    name: "bundler",
    options: { module: "preserve", moduleResolution: "bundler" },
    endings: [".mts", ".cts"],
    knownTo: everywhere,
  },
  {
    name: "node10",
    options: { module: "commonjs", moduleResolution: "node10", esModuleInterop: true },
    endings: [".ts", "-commonjs.ts"],
    // TypeScript 7 has it no more.
    knownTo: (typescript) => Number.parseInt(typescript) < 7,
  },
]

/** Where the types that every program needs come from: `fetch`, `AbortSignal` and the like. */
const globals = {
  "@types/node": { lib: ["ES2022"], types: ["node"] },
  DOM: { lib: ["ES2022", "DOM"], types: [] },
}

/** A strict program that uses the whole surface, for every compiler and every way to find the types. */
export async function typeConsumers(folder: string, tarball: string): Promise<readonly Consumer[]> {
  const surface = await readFile(new URL("types/surface.ts", import.meta.url), "utf8")
  const projects = await Promise.all(
    Object.entries(globals).map(async ([name, options]) => {
      const project = join(folder, name.replaceAll(/\W/g, ""))
      await installProject(project, {
        "@loop-health/integrations-sdk": tarball,
        // Absent where it is not asked for, so that nothing can lean on it.
        ...(options.types.length > 0 ? { "@types/node": versions["@types/node"] } : {}),
      })
      await Promise.all(
        [".ts", ".mts", ".cts", "-commonjs.ts"].map((ending) =>
          writeFile(join(project, `surface${ending}`), importedAs(ending, surface)),
        ),
      )
      return { name, project, options }
    }),
  )
  const programs = versions.typescript.flatMap((typescript) =>
    resolutions
      .filter(({ knownTo }) => knownTo(typescript))
      .flatMap((resolution) =>
        projects.map(({ name, project, options }) => ({
          name: `TypeScript ${typescript}, ${resolution.name}, ${name}, ESM and CommonJS`,
          run: () => compile(project, typescript, resolution, options),
        })),
      ),
  )
  return [
    {
      name: "The program of the types uses every export",
      run: () => useEveryExport(projects[0]?.project ?? "", surface),
    },
    ...programs,
  ]
}

function importedAs(ending: string, surface: string): string {
  if (!ending.endsWith("cts") && !ending.startsWith("-commonjs")) return surface
  return surface.replace(/^import \* as sdk from (".+")/, "import sdk = require($1)")
}

async function compile(
  project: string,
  typescript: string,
  { name, options, endings }: Resolution,
  globalOptions: Readonly<Record<string, unknown>>,
): Promise<void> {
  const compiler = await installTool("typescript", typescript)
  const config = join(project, `tsconfig.${name}-${typescript}.json`)
  const compilerOptions = {
    ...options,
    ...globalOptions,
    target: "ES2022",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    ...(typescript.startsWith("6") ? { ignoreDeprecations: "6.0" } : {}),
  }
  const files = endings.map((ending) => `surface${ending}`)
  await writeFile(config, JSON.stringify({ compilerOptions, files }))
  const { exitCode, output } = await runCommand(process.execPath, [
    join(compiler, "bin/tsc"),
    "--project",
    config,
  ])
  if (exitCode !== 0) throw new Error(output)
}

async function useEveryExport(project: string, surface: string): Promise<void> {
  const declarations = join(project, "node_modules/@loop-health/integrations-sdk/dist/index.d.ts")
  const text = await readFile(declarations, "utf8")
  const exported = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
    .flatMap(([, names = ""]) => names.split(","))
    .map((name) =>
      name
        .replace(/^.* as /, "")
        .replace(/^\s*type /, "")
        .trim(),
    )
    .filter((name) => name !== "")
  if (exported.length === 0) throw new Error("no export was recognised in dist/index.d.ts")
  const unused = exported.filter((name) => !new RegExp(`\\bsdk\\.${name}\\b`).test(surface))
  if (unused.length > 0) {
    throw new Error(`consumers/types/surface.ts does not use ${unused.join(", ")}: use them there.`)
  }
}
