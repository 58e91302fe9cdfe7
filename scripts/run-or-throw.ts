import { runCommand, type CommandOptions } from "../packages/sdk/consumers/run-command.ts"

/**
 * Runs a command, and returns its standard output.
 *
 * @throws Error with the output if the exit code is not 0.
 */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { exitCode, output, stdout } = await runCommand(command, args, options)
  if (exitCode !== 0) throw new Error(`${command} exited with ${exitCode}.\n${output}`)
  return stdout
}
