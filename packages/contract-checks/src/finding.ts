/** A result of a check at one location of a file. */
export interface Finding {
  /** Absolute path. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** An error fails the check; a warning and a notice do not. */
  readonly severity: "error" | "warning" | "notice"
  /** The rule's id; Redocly's own rules keep theirs. */
  readonly rule: string
  /** The operation's id, or a JSON Pointer (RFC 6901) into the document. */
  readonly location: string
  readonly message: string
}

/** In the order of the file. */
export function byPosition(one: Finding, other: Finding): number {
  return one.line - other.line || one.column - other.column
}
