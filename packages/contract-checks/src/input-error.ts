import { relative } from "node:path"

/** Error for unreadable or invalid files, and for invalid arguments. The CLI exits with code 2. */
export class InputError extends Error {
  override readonly name = "InputError"
}

/**
 * Creates an error about a file. The message contains the path relative to the working directory.
 */
export function fileError(
  file: string,
  message: string,
  at?: { readonly line: number; readonly column: number },
): InputError {
  const position = at === undefined ? "" : `:${at.line}:${at.column}`
  return new InputError(`${relative(process.cwd(), file) || file}${position}: ${message}`)
}

/** Returns the error for a file or folder that cannot be read. */
export function unreadableError(
  file: string,
  { code, message }: NodeJS.ErrnoException,
): InputError {
  return fileError(
    file,
    `Cannot read this path (${code ?? message}). Check the path and its permissions.`,
  )
}
