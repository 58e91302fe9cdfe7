// Checks the shell blocks of the documentation: their syntax, and that the project's commands exist
// with the options that the blocks use. `check-readmes.ts` calls it.
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")

/** The built file of each program, with the arguments that print its help. */
const programs: Readonly<Record<string, readonly string[]>> = {
  "integrations-server": ["packages/server/dist/node/cli.js", "help"],
  "integrations-simulator": ["packages/simulator/dist/cli.js", "--help"],
  contract: ["packages/contract-checks/dist/bin.js", "help"],
}

const helps = new Map<string, string>()

/** Returns the errors of a shell block. */
export function checkCommands(text: string): readonly string[] {
  const lines = text
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/(?:^|\s)#.*/, ""))
  return [...checkSyntax(text), ...lines.flatMap(checkScripts), ...lines.flatMap(checkPrograms)]
}

/** Parses a block without running it. Windows has no bash, so it checks only the commands. */
function checkSyntax(text: string): readonly string[] {
  if (process.platform === "win32") return []
  const { status, stderr } = spawnSync("bash", ["-n"], { input: text, encoding: "utf8" })
  return status === 0 ? [] : [stderr.trim()]
}

/** Checks the scripts of the repository's package.json that a line runs. */
function checkScripts(line: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  return [...line.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:-]+)/g)]
    .map(([, script = ""]) => script)
    .filter((script) => !(script in scripts))
    .map((script) => `package.json has no script "${script}".`)
}

/** Checks the subcommand and the options of the project's programs that a line runs. */
function checkPrograms(line: string): readonly string[] {
  return Object.keys(programs).flatMap((program) => {
    const call = new RegExp(`(?:^|\\s|@loop-health/)${program} ([^|;&>]*)`).exec(line)?.[1]
    if (call === undefined) return []
    const help = helpOf(program)
    const [command = ""] = call.split(" ")
    const options = call.match(/(?<=^|\s)--[a-z-]+/g) ?? []
    return [
      ...(/^[a-z]+$/.test(command) ? [`  ${command}`] : []),
      ...options.map((option) => `  ${option}`),
    ]
      .filter((entry) => !new RegExp(`^${entry}\\b|[[,]\\s*${entry.trim()}\\b`, "m").test(help))
      .map((entry) => `The help of ${program} has no${entry.replace(/^ +/, " ")}.`)
  })
}

function helpOf(program: string): string {
  const known = helps.get(program)
  if (known !== undefined) return known
  const help = execFileSync(process.execPath, [...(programs[program] ?? [])], {
    cwd: root,
    encoding: "utf8",
  })
  helps.set(program, help)
  return help
}
