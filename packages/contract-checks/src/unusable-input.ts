/** What was asked for cannot be checked: a file that cannot be read, a word that is not understood. Exit status 2. */
export class UnusableInput extends Error {
  override readonly name = "UnusableInput"
}
