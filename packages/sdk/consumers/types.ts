import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { installProject, installTool } from "./install.ts"
import type { Packages } from "./pack.ts"
import { runCommand } from "./run-command.ts"
import type { Consumer } from "./run-consumers.ts"
import versions from "./versions.json" with { type: "json" }

interface Program {
  readonly name: string
  /** File name in `types/`. */
  readonly source: string
  readonly dependencies: Readonly<Record<string, string>>
  /** Compiler options for global types, such as `fetch` and `AbortSignal`. */
  readonly globals: Readonly<Record<string, unknown>>
}

const newestReact = versions.react.at(-1) ?? {}

const programs: readonly Program[] = [
  {
    name: "@types/node",
    source: "surface.ts",
    dependencies: { "@types/node": versions["@types/node"] },
    globals: { lib: ["ES2022"], types: ["node"] },
  },
  {
    name: "DOM",
    source: "surface.ts",
    // Only the package, so that its types cannot depend on Node's.
    dependencies: {},
    globals: { lib: ["ES2022", "DOM"], types: [] },
  },
  {
    name: "React, DOM",
    source: "react-surface.ts",
    dependencies: { ...newestReact, "@types/react": versions["@types/react"] },
    globals: { lib: ["ES2022", "DOM"], types: [] },
  },
]

interface Resolution {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
  /** File extensions of the importing programs: an ES module, then CommonJS. */
  readonly endings: readonly string[]
  readonly isSupportedBy: (typescript: string) => boolean
}

const toAll = () => true

/** The ways in which TypeScript resolves the package's types. */
const resolutions: readonly Resolution[] = [
  {
    name: "nodenext",
    options: { module: "nodenext", moduleResolution: "nodenext" },
    endings: [".mts", ".cts"],
    isSupportedBy: toAll,
  },
  {
    name: "bundler",
    options: { module: "preserve", moduleResolution: "bundler" },
    endings: [".mts", ".cts"],
    isSupportedBy: toAll,
  },
  {
    name: "node10",
    options: { module: "commonjs", moduleResolution: "node10", esModuleInterop: true },
    endings: [".ts", "-commonjs.ts"],
    // TypeScript 7 removed it.
    isSupportedBy: (typescript) => Number.parseInt(typescript) < 7,
  },
]

/** Entry points of the packages that are ESM only. Those for msw need what msw needs. */
const esmEntryPoints = [
  "@loop-health/integrations-contract",
  "@loop-health/integrations-contract/validators",
  "@loop-health/integrations-contract/zod",
  "@loop-health/integrations-mocks",
  "@loop-health/integrations-mocks/builders",
  "@loop-health/integrations-server",
  "@loop-health/integrations-server/junction",
  "@loop-health/integrations-server/node",
  "@loop-health/integrations-simulator",
]

/** Strict programs that use every export, for each compiler and module resolution. */
export async function typeConsumers(folder: string, tarball: string): Promise<readonly Consumer[]> {
  const projects = await Promise.all(
    programs.map(async (program) => {
      const project = join(folder, program.name.replaceAll(/\W/g, ""))
      await installProject(project, {
        "@loop-health/integrations-sdk": tarball,
        ...program.dependencies,
      })
      const text = await readFile(new URL(`types/${program.source}`, import.meta.url), "utf8")
      await Promise.all(
        [".ts", ".mts", ".cts", "-commonjs.ts"].map((ending) =>
          writeFile(join(project, `program${ending}`), importedAs(ending, text)),
        ),
      )
      return { ...program, project }
    }),
  )
  const compilations = versions.typescript.flatMap((typescript) =>
    resolutions
      .filter(({ isSupportedBy }) => isSupportedBy(typescript))
      .flatMap((resolution) =>
        projects.map(({ name, project, globals }) => ({
          name: `TypeScript ${typescript}, ${resolution.name}, ${name}, ESM and CommonJS`,
          run: () => compile(project, typescript, resolution, globals),
        })),
      ),
  )
  const [installed] = projects
  const declarations = join(
    installed?.project ?? "",
    "node_modules/@loop-health/integrations-sdk/dist",
  )
  return [
    {
      name: "types/surface.ts uses every export",
      run: () => useEveryExport(join(declarations, "index.d.ts"), "surface.ts", "sdk"),
    },
    {
      name: "types/react-surface.ts uses every export of ./react",
      run: () => useEveryExport(join(declarations, "react.d.ts"), "react-surface.ts", "loopReact"),
    },
    ...compilations,
  ]
}

/** A program that imports every package that is ESM only, with the oldest and newest compiler. */
export async function esmTypeConsumers(
  folder: string,
  { contract, mocks, server, simulator }: Packages,
): Promise<readonly Consumer[]> {
  const project = join(folder, "esm-types")
  await installProject(project, {
    "@loop-health/integrations-contract": contract,
    "@loop-health/integrations-mocks": mocks,
    "@loop-health/integrations-server": server,
    "@loop-health/integrations-simulator": simulator,
    "@types/node": versions["@types/node"],
    zod: versions.zod,
  })
  const program = esmEntryPoints.map((entry, index) => `export * as n${index} from "${entry}"\n`)
  await writeFile(join(project, "program.mts"), program.join(""))
  const resolution = { name: "nodenext", options: { module: "nodenext" }, endings: [".mts"] }
  const globals = { lib: ["ES2023"], types: ["node"] }
  return versions["typescript of ESM packages"].map((typescript) => ({
    name: `TypeScript ${typescript}, contract, mocks, server, simulator`,
    run: () => compile(project, typescript, resolution, globals),
  }))
}

function importedAs(ending: string, text: string): string {
  if (!ending.endsWith("cts") && !ending.startsWith("-commonjs")) return text
  return text.replaceAll(/^import \* as (\w+) from (".+")/gm, "import $1 = require($2)")
}

async function compile(
  project: string,
  typescript: string,
  { name, options, endings }: Omit<Resolution, "isSupportedBy">,
  globals: Readonly<Record<string, unknown>>,
): Promise<void> {
  const compiler = await installTool("typescript", typescript)
  const config = join(project, `tsconfig.${name}-${typescript}.json`)
  const compilerOptions = {
    ...options,
    ...globals,
    target: "ES2022",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    ...(typescript.startsWith("6") ? { ignoreDeprecations: "6.0" } : {}),
  }
  const files = endings.map((ending) => `program${ending}`)
  await writeFile(config, JSON.stringify({ compilerOptions, files }))
  const { exitCode, output } = await runCommand(process.execPath, [
    join(compiler, "bin/tsc"),
    "--project",
    config,
  ])
  if (exitCode !== 0) throw new Error(output)
}

async function useEveryExport(declarations: string, source: string, as: string): Promise<void> {
  const text = await readFile(declarations, "utf8")
  const exported = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
    .flatMap(([, names = ""]) => names.split(","))
    .map((name) => name.replace(/^.* as /, "").trim())
    .filter((name) => name !== "")
  if (exported.length === 0) throw new Error(`Found no export in ${declarations}.`)
  const program = await readFile(new URL(`types/${source}`, import.meta.url), "utf8")
  const unused = exported.filter((name) => !new RegExp(`\\b${as}\\.${name}\\b`).test(program))
  if (unused.length > 0) {
    throw new Error(`Use these in consumers/types/${source}: ${unused.join(", ")}.`)
  }
}
