#!/usr/bin/env node
import { dirname, relative } from "node:path"
import { parseArgs, type ParseArgsConfig } from "node:util"
import { diffContract, type DiffReport } from "./diff-contract.ts"
import { lintContract, type LintReport } from "./lint-contract.ts"
import { formats, passed, print, type Format } from "./print.ts"
import { releaseContract, versionIn } from "./release-contract.ts"
import { InputError } from "./input-error.ts"

const usage = `contract lint [file]         whether the contract keeps the rules
contract diff [base...]      what changed since the seed and the last release, or these bases
contract release             writes released/openapi.json beside the contract

  --format text|json|github-actions   lint, diff
  --contract <file>                   diff, release; spec/openapi.yaml from here upwards when absent
  --upstream <file>                   lint; upstream-fields.yaml beside the contract by default
  --approvals <file>                  diff; approved-changes.yaml beside the contract when absent
  --changesets <folder>               diff; .changeset from the contract upwards when absent
  --no-changesets                     diff; asks for no changeset
  --version-from <package.json>       release; whose version it becomes

Exit status: 0 nothing wrong, 1 something is, 2 it could not be checked.
`

const text = { type: "string" } as const

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof InputError)) throw error
  process.stderr.write(`contract: ${error.message}\n`)
  process.exitCode = 2
}

async function main([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case "lint":
      return lint(args)
    case "diff":
      return diff(args)
    case "release":
      return release(args)
    case "help":
    case "--help":
      process.stdout.write(usage)
      return 0
    case undefined:
    default:
      throw new InputError(
        `${command === undefined ? "a command is needed" : `there is no command ${command}`}: lint, diff, release or help`,
      )
  }
}

async function lint(args: string[]): Promise<number> {
  const { positionals, values } = parse(args, { format: text, upstream: text })
  const [contract, ...more] = positionals
  if (more.length > 0) throw new InputError("lint checks one file")
  const format = formatOf(values.format)
  const { upstream } = values
  return show(await lintContract(defined({ contract, upstream })), format, contract)
}

async function diff(args: string[]): Promise<number> {
  const { positionals, values } = parse(args, {
    format: text,
    contract: text,
    approvals: text,
    changesets: text,
    "no-changesets": { type: "boolean" },
  })
  const format = formatOf(values.format)
  const { contract, approvals, "no-changesets": none = false } = values
  const changesets = none ? (false as const) : values.changesets
  const options = defined({ contract, approvals, changesets, bases: positionals })
  return show(await diffContract(options), format, contract)
}

async function release(args: string[]): Promise<number> {
  const { positionals, values } = parse(args, { contract: text, "version-from": text })
  const manifest = values["version-from"]
  if (manifest === undefined || positionals.length > 0) {
    throw new InputError("release takes --version-from <package.json> and --contract <file>")
  }
  const version = await versionIn(manifest, process.cwd())
  const file = await releaseContract({ ...defined({ contract: values.contract }), version })
  process.stdout.write(`wrote ${relative(process.cwd(), file)}\n`)
  return 0
}

function parse<Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (error) {
    // parseArgs says which word it does not understand; its hints for other uses follow the first sentence.
    if (!(error instanceof TypeError)) throw error
    throw new InputError(error.message.split(". ")[0])
  }
}

function formatOf(given = "text"): Format {
  const format = formats.find((format) => format === given)
  if (format === undefined) throw new InputError(`--format is one of ${formats.join(", ")}`)
  return format
}

/** Returns the object without its undefined properties. */
function defined<Properties extends object>(properties: Properties) {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined),
    // An undefined property becomes an absent optional one.
  ) as { [Name in keyof Properties]?: Exclude<Properties[Name], undefined> }
}

/** Prints a report; gives the exit status. Files are named from the project, or from here when one was named so. */
function show(report: LintReport | DiffReport, format: Format, given: string | undefined): number {
  // A workflow command names files from the checkout, wherever the step runs.
  const checkout = format === "github-actions" ? process.env["GITHUB_WORKSPACE"] : undefined
  const project = given === undefined ? dirname(dirname(report.contract)) : process.cwd()
  process.stdout.write(`${print(report, format, checkout ?? project)}\n`)
  return passed(report) ? 0 : 1
}
