/** A finding of a check, at one location of a file. */
export interface Finding {
  /** Absolute path of the file. */
  readonly file: string
  /** Line number, which starts at 1. */
  readonly line: number
  /** Column number, which starts at 1. */
  readonly column: number
  /** The severity. The check fails only if a finding is an error. */
  readonly severity: "error" | "warning" | "notice"
  /** The ID of a rule of this package or of Redocly. */
  readonly rule: string
  /** The ID of the operation, or a JSON Pointer (RFC 6901) into the document. */
  readonly location: string
  readonly message: string
}

/** Compares two findings by their position in the file, for `sort`. */
export function byPosition(one: Finding, other: Finding): number {
  return one.line - other.line || one.column - other.column
}
