/** A rule of `contract verify`. */
export interface VerifyRule {
  readonly severity: "error" | "warning"
  readonly title: string
  /** The rule as a sentence. */
  readonly rule: string
  /** The damage that a violation causes. */
  readonly reason: string
  /** The change that satisfies the rule. */
  readonly fix: string
}
