// Measures the tools as the contract grows: `npm run bench -- growth`. `--rounds` sets the number of
// rounds, default 3. `--largest` sets the largest number of operations, default 1000. It is measured
// once. All files are written to a temporary folder.
//
// The largest size takes most of the time: five minutes on two hardware threads.
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { parse, stringify } from "yaml"
// @boundaries-ignore The benchmarks of all packages install contenders in the same way.
import { installContenders } from "../../../scripts/bench/install-contenders.ts"
// @boundaries-ignore The benchmarks of all packages read their options in the same way.
import { readOptions } from "../../../scripts/bench/options.ts"
// @boundaries-ignore The benchmarks of all packages save their results in the same way.
import { saveResults, summarise, type ResultTable } from "../../../scripts/bench/results.ts"
import { changeContract, growContract, type Contract } from "./grow-contract.ts"
import { measureCommand, type Command, type Cost } from "./measure-command.ts"
import {
  heyApiProgram,
  openapiFetchProgram,
  ownProgram,
  type TypedProgram,
} from "./typed-programs.ts"

const { rounds, largest } = readOptions({ rounds: 3, largest: 1_000 })
/** Growth is the ratio of the largest number to the second. */
const sizes = [1, 10, 100, 1_000].filter((size) => size <= largest)

const repository = join(import.meta.dirname, "../../..")
const contenders = join(import.meta.dirname, "contenders")
const installed = (path: string) => join(contenders, "node_modules", path)
const contractCommand = join(import.meta.dirname, "../dist/bin.js")

/** A tool that does the work of a table. */
interface Contender {
  readonly name: string
  readonly own: boolean
  readonly command: (document: GrownDocument) => Command
}

/** A contract of one size, in a copy of the repository. */
interface GrownDocument {
  readonly operations: number
  /** The copy of the repository. */
  readonly root: string
  /** The contract as YAML, with no other file beside it. */
  readonly file: string
  /** The contract with a few changes. */
  readonly changed: string
  /** Output of the generators. */
  readonly output: string
}

interface Step {
  readonly title: string
  readonly description: string
  readonly contenders: readonly Contender[]
}

const generators: Step = {
  title: "Growth: generate code",
  description:
    "`npm run generate` writes types, validators, zod schemas, constants, error codes, and a table, and formats most of them. openapi-typescript writes types only, and hey-api writes types, zod schemas, and a client. Generation needs no handler for an operation. The server's types then require one for each.",
  contenders: [
    {
      name: "npm run generate",
      own: true,
      command: ({ root }) => ({
        program: join(root, "scripts/generate/index.ts"),
        args: [],
        folder: root,
      }),
    },
    {
      name: "openapi-typescript",
      own: false,
      command: ({ file, output }) => ({
        program: installed("openapi-typescript/bin/cli.js"),
        args: [file, "--output", join(output, "openapi-typescript.ts")],
        folder: output,
      }),
    },
    {
      name: "hey-api",
      own: false,
      command: ({ file, output }) => ({
        program: installed("@hey-api/openapi-ts/bin/run.js"),
        args: [
          "--silent",
          "--no-log-file",
          `--input=${file}`,
          `--output=${join(output, "hey-api")}`,
          "--plugins",
          "@hey-api/client-fetch",
          "@hey-api/typescript",
          "@hey-api/sdk",
          "zod",
        ],
        folder: output,
      }),
    },
  ],
}

const programs: readonly (readonly [string, boolean, string, TypedProgram])[] = [
  ["types of npm run generate", true, "own.ts", ownProgram],
  ["openapi-typescript, openapi-fetch", false, "openapi-fetch.ts", openapiFetchProgram],
  ["hey-api's client", false, "hey-api.ts", heyApiProgram],
]

const compilerOptions = {
  target: "ES2022",
  module: "ESNext",
  moduleResolution: "Bundler",
  allowImportingTsExtensions: true,
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
}

const typeChecks: Step = {
  title: "Growth: check types",
  description:
    "TypeScript checks a program that calls each operation once, with the type of its request and response.",
  contenders: programs.map(([name, own, file]) => ({
    name,
    own,
    command: ({ output }) => ({
      program: installed("typescript/bin/tsc"),
      args: ["--project", `${file}.json`, "--extendedDiagnostics"],
      folder: output,
    }),
  })),
}

const linters: Step = {
  title: "Growth: lint",
  description:
    "`contract lint` runs Redocly's recommended rules and rules of its own. Redocly has its recommended rules, and Spectral has its OpenAPI rules.",
  contenders: [
    {
      name: "contract lint",
      own: true,
      command: ({ file, output }) => ({
        program: contractCommand,
        args: ["lint", file],
        folder: output,
      }),
    },
    {
      name: "redocly lint",
      own: false,
      command: ({ file, output }) => ({
        program: installed("@redocly/cli/bin/cli.js"),
        args: ["lint", file],
        folder: output,
      }),
    },
    {
      name: "spectral lint",
      own: false,
      command: ({ file, output }) => ({
        program: installed("@stoplight/spectral-cli/dist/index.js"),
        args: ["lint", file, "--ruleset", "spectral.yaml", "--fail-severity", "error", "--quiet"],
        folder: output,
      }),
    },
  ],
}

const differs: Step = {
  title: "Growth: diff",
  description:
    "The contract and a copy with four changes. `contract diff` also compares all schemas by rules of its own. npm has no oasdiff: the package of this name is empty.",
  contenders: [
    {
      name: "contract diff",
      own: true,
      command: ({ file, changed, output }) => ({
        program: contractCommand,
        args: ["diff", file, "--contract", changed, "--no-changesets"],
        folder: output,
        // Two of the changes break clients.
        exitCode: 1,
      }),
    },
    {
      name: "redocly diff",
      own: false,
      command: ({ file, changed, output }) => ({
        program: installed("@redocly/cli/bin/cli.js"),
        args: ["diff", file, changed, "--fail-on=none"],
        folder: output,
      }),
    },
  ],
}

const sites: Step = {
  title: "Growth: build the reference site",
  description:
    "The whole site. It has a page for each operation and 60 others, and a search index. Above 50 operations, the sidebar links to the page of all endpoints instead of each operation.",
  contenders: [
    {
      name: "this project's site",
      own: true,
      command: ({ root }) => ({
        // The script that pnpm wrote. It sets NODE_PATH, by which Astro finds its native modules.
        program: join(root, "packages/docs/node_modules/.bin/astro"),
        args: ["build", "--force"],
        folder: join(root, "packages/docs"),
        environment: {
          CONTRACT: join(root, "packages/contract/src/generated/openapi.gen.json"),
          ASTRO_TELEMETRY_DISABLED: "1",
        },
      }),
    },
  ],
}

const folder = await mkdtemp(join(tmpdir(), "growth-bench-"))
try {
  installContenders(contenders)
  const contract = parse(await readFile(join(repository, "spec/openapi.yaml"), "utf8")) as Contract
  const documents: GrownDocument[] = []
  for (const size of sizes) documents.push(await writeDocument(growContract(contract, size), size))
  const tables: ResultTable[] = []
  for (const step of [generators, typeChecks, linters, differs, sites]) {
    if (step === typeChecks) await Promise.all(documents.map(writePrograms))
    tables.push(await measureStep(step, documents))
  }
  saveResults("growth", tables)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Writes a contract into a copy of the repository. */
async function writeDocument(contract: Contract, operations: number): Promise<GrownDocument> {
  const [root, output] = ["repository", "output"].map((name) =>
    join(folder, String(operations), name),
  ) as [string, string]
  await mkdir(output, { recursive: true })
  const made = ["node_modules", "dist", ".git", ".turbo", ".test-results", ".test-sites"]
  await cp(repository, root, {
    recursive: true,
    filter: (source) => !made.includes(basename(source)),
  })
  for (const path of ["node_modules", "packages/docs/node_modules"]) {
    await symlink(join(repository, path), join(root, path), "junction")
  }
  await symlink(join(contenders, "node_modules"), join(output, "node_modules"), "junction")
  const [file, changed] = ["contract.yaml", "changed.yaml"].map((name) => join(output, name)) as [
    string,
    string,
  ]
  const toYaml = (value: Contract) => stringify(value, { aliasDuplicateObjects: false })
  await writeFile(file, toYaml(contract))
  await writeFile(changed, toYaml(changeContract(contract)))
  await writeFile(join(output, "spectral.yaml"), 'extends: ["spectral:oas"]\n')
  await cp(file, join(root, "spec/openapi.yaml"))
  return { operations, root, file, changed, output }
}

/** Writes the programs beside the generated types. */
async function writePrograms({ operations, root, output }: GrownDocument): Promise<void> {
  for (const name of ["types.gen.ts", "operations.gen.ts"]) {
    await cp(join(root, "packages/contract/src/generated", name), join(output, name))
  }
  for (const [, , file, program] of programs) {
    await writeFile(join(output, file), program(operations))
    await writeFile(
      join(output, `${file}.json`),
      JSON.stringify({ compilerOptions, files: [file] }),
    )
  }
}

/** Measures all contenders at all sizes. The contenders alternate. */
async function measureStep(
  { title, description, contenders: tools }: Step,
  documents: readonly GrownDocument[],
): Promise<ResultTable> {
  const costs = tools.map(() => documents.map((): Cost[] => []))
  for (const [size, document] of documents.entries()) {
    for (let round = 0; round < (document.operations === largest ? 1 : rounds); round += 1) {
      for (const [row, { name, command }] of tools.entries()) {
        const cost = await measureCommand(command(document))
        process.stdout.write(
          `${title}: ${name}, ${document.operations} operations: ${cost.seconds.toFixed(1)} s\n`,
        )
        costs[row]?.[size]?.push(cost)
      }
    }
  }
  const figure = (row: number, size: number, read: (cost: Cost) => number) =>
    summarise((costs[row]?.[size] ?? []).map(read)).median
  const last = documents.length - 1
  const [, second = 1] = sizes
  const most = format(largest)
  const isTypeCheck = title === typeChecks.title
  return {
    title,
    description: `${description} Seconds by the number of operations, each a copy of ours with its own schemas. Median of ${rounds} rounds, and one round at ${most}. Growth is the time per operation at ${most}, divided by the time per operation at ${format(second)}: 1 is linear. CPU, and the memory of the largest process, are at ${most}.`,
    columns: [
      ...sizes.map((size) => `${format(size)}${size === largest ? " operations" : ""}, s`),
      "growth",
      "CPU, s",
      "memory, MB",
      ...(isTypeCheck ? ["instantiated types"] : []),
    ],
    rows: tools.map(({ name, own }, row) => {
      const seconds = sizes.map((_, size) => figure(row, size, (cost) => cost.seconds))
      const growth = (seconds[last] ?? 0) / largest / ((seconds[1] ?? 0) / second)
      return {
        name,
        own,
        cells: [
          ...seconds,
          growth,
          figure(row, last, ({ cpu }) => cpu),
          figure(row, last, ({ memory }) => memory),
          ...(isTypeCheck ? [figure(row, last, ({ output }) => instantiations(output))] : []),
        ],
      }
    }),
    plot: { column: last, better: "lower" },
  }
}

function instantiations(output: string): number {
  return Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1])
}

function format(count: number): string {
  return count.toLocaleString("en-US")
}
