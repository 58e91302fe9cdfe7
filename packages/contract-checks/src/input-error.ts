/** The input cannot be checked: a file cannot be read, or an argument is unknown. Exit code 2. */
export class InputError extends Error {
  override readonly name = "InputError"
}
