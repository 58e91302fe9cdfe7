import { cp, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { runCommand } from "../../packages/sdk/consumers/run-command.ts"
import { startCommand, type Running } from "../start-command.ts"

/** A package manager that teams use. */
export type PackageManager = "npm" | "pnpm"

/** A project of a team, with packages from the local registry and from the user's own. */
export interface TeamProject {
  readonly folder: string
  /** Writes a file. */
  write(path: string, text: string): Promise<void>
  /** Copies a file or folder of this repository. */
  copy(from: string, to: string): Promise<void>
  /**
   * Runs an installed command, or Node for "node". Returns its standard output.
   *
   * @throws Error with the output if the exit code is not 0.
   */
  run(command: string, args: readonly string[], env?: Environment): Promise<string>
  /** Starts an installed command, and waits until its output matches `ready`. */
  start(
    command: string,
    args: readonly string[],
    ready: RegExp,
    env?: Environment,
  ): Promise<Running>
}

/** Variables for a command, besides those of this process. */
export type Environment = Readonly<Record<string, string>>

const root = join(import.meta.dirname, "../..")

const installCommands = {
  npm: ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"],
  pnpm: ["install", "--prefer-offline", "--reporter=append-only"],
} satisfies Readonly<Record<PackageManager, readonly string[]>>

/**
 * Creates a project in `folder` and installs its dependencies.
 *
 * @throws Error with the package manager's output.
 */
export async function createTeamProject(
  folder: string,
  manager: PackageManager,
  dependencies: Readonly<Record<string, string>>,
  npmrc: string,
): Promise<TeamProject> {
  const write = (path: string, text: string) => writeFile(join(folder, path), text)
  await mkdir(folder, { recursive: true })
  await write("package.json", JSON.stringify({ private: true, type: "module", dependencies }))
  await write(".npmrc", npmrc)
  // pnpm installs nothing until a project decides about install scripts.
  await write("pnpm-workspace.yaml", "allowBuilds:\n  esbuild: false\n  msw: false\n")
  const installed = await runCommand(manager, installCommands[manager], {
    cwd: folder,
    limitMs: 600_000,
  })
  if (installed.exitCode !== 0) throw new Error(installed.output)

  const commandPath = (command: string) =>
    command === "node" ? process.execPath : join(folder, "node_modules/.bin", command)
  return {
    folder,
    write,
    copy: (from, to) => cp(join(root, from), join(folder, to), { recursive: true }),
    async run(command, args, env = {}) {
      const options = { cwd: folder, env, limitMs: 600_000 }
      const { exitCode, output, stdout } = await runCommand(commandPath(command), args, options)
      if (exitCode !== 0) throw new Error(`${command} exited with ${exitCode}.\n${output}`)
      return stdout
    },
    start: (command, args, ready, env = {}) =>
      startCommand(commandPath(command), args, ready, { cwd: folder, env }),
  }
}
