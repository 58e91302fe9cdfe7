#!/usr/bin/env node
import { dirname, relative } from "node:path"
import { parseArgs, type ParseArgsConfig } from "node:util"
import { chooseFormat } from "./choose-format.ts"
import { diffContract, type DiffReport } from "./diff-contract.ts"
import { lintContract, type LintReport } from "./lint-contract.ts"
import { formats, passed, print } from "./print.ts"
import { releaseContract, versionIn } from "./release-contract.ts"
import { InputError } from "./input-error.ts"
import { runVerify, verifyUsage } from "./verify/command.ts"
import { explainRule } from "./verify/report/explain-rule.ts"

const usage = `Usage: contract <command> [options]

Commands:
  lint [file]      Checks the contract against the rules.
  diff [base...]   Lists the changes since the seed, and since the last release or the bases.
  release          Writes released/openapi.json beside the contract.
  verify <url>     Checks a running service against the contract.
  explain <rule>   Describes a rule of verify.
  help             Prints this help.

Options of lint:
  --format <format>       Format of the report: text, json, or github-actions. Default: text.
  --upstream <file>       File that maps contract fields to upstream fields. Default: upstream-fields.yaml beside the contract.

Options of diff:
  --format <format>       Format of the report: text, json, or github-actions. Default: text.
  --contract <file>       The contract. Default: the nearest spec/openapi.yaml, from this folder upwards.
  --approvals <file>      Approved changes. Default: approved-changes.yaml beside the contract,
                          or in this folder if the contract is in node_modules.
  --changesets <folder>   Folder of the changesets. Default: the nearest .changeset, from the contract upwards.
  --no-changesets         Does not require a changeset.
  --all                   Lists every change. Default: omits changes of prose, and compatible changes since the seed.

Options of release:
  --version-from <file>   The package.json that contains the new version of the contract. Required.
  --contract <file>       The contract. Default: the nearest spec/openapi.yaml, from this folder upwards.

${verifyUsage}
Exit codes: 0 success, 1 at least one error, 2 usage error or unreadable input.
`

const text = { type: "string" } as const
const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  lint,
  diff,
  release,
  verify: runVerify,
  explain,
  help,
  "--help": help,
}

try {
  const [command = "", ...args] = process.argv.slice(2)
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (run === undefined) {
    const cause = command === "" ? "A command is required." : `Unknown command "${command}".`
    throw new InputError(`${cause} Expected one of: lint, diff, release, verify, explain, help.`)
  }
  process.exitCode = await run(args)
} catch (error) {
  if (!(error instanceof InputError)) throw error
  process.stderr.write(`contract: ${error.message}\n`)
  process.exitCode = 2
}

async function explain([rule = "", ...more]: string[]): Promise<number> {
  if (more.length > 0)
    throw new InputError("The explain command accepts one rule. Run it once for each rule.")
  process.stdout.write(`${explainRule(rule)}\n`)
  return 0
}

async function help(): Promise<number> {
  process.stdout.write(usage)
  return 0
}

async function lint(args: string[]): Promise<number> {
  const { positionals, values } = parse(args, { format: text, upstream: text })
  const [contract, ...more] = positionals
  if (more.length > 0)
    throw new InputError("The lint command accepts one file. Run it once for each file.")
  const show = reporter(values.format, contract)
  return show(await lintContract({ contract, upstream: values.upstream }))
}

async function diff(args: string[]): Promise<number> {
  const { positionals: bases, values } = parse(args, {
    format: text,
    contract: text,
    approvals: text,
    changesets: text,
    "no-changesets": { type: "boolean" },
    all: { type: "boolean" },
  })
  const { format, contract, approvals, "no-changesets": none, all } = values
  const show = reporter(format, contract, all)
  const changesets = none ? false : values.changesets
  return show(await diffContract({ contract, approvals, changesets, bases }))
}

async function release(args: string[]): Promise<number> {
  const { positionals, values } = parse(args, { contract: text, "version-from": text })
  const { contract, "version-from": manifest } = values
  if (manifest === undefined || positionals.length > 0) {
    throw new InputError(
      "The release command requires --version-from <file>. It also accepts --contract <file>.",
    )
  }
  const version = await versionIn(manifest, process.cwd())
  const file = await releaseContract({ contract, version })
  process.stdout.write(`Wrote ${relative(process.cwd(), file)}\n`)
  return 0
}

function parse<Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (error) {
    // Node's first sentence names the argument. The sentences after it suggest other uses.
    if (!(error instanceof TypeError)) throw error
    throw new InputError(`${error.message.split(/\.\s/)[0]}. Run "contract help" for the options.`)
  }
}

/** Returns a function that prints a report and returns the exit code. */
function reporter(name: string | undefined, contract: string | undefined, all?: boolean) {
  const format = chooseFormat(name, formats)
  return (report: LintReport | DiffReport) => {
    // GitHub reads the file names of a workflow command from the checkout, in any step.
    const checkout = format === "github-actions" ? process.env["GITHUB_WORKSPACE"] : undefined
    // Without an argument, the project may be above the working directory.
    const project = contract === undefined ? dirname(dirname(report.contract)) : process.cwd()
    const options = { format, folder: checkout ?? project, all }
    process.stdout.write(`${print(report, options)}\n`)
    return passed(report) ? 0 : 1
  }
}
