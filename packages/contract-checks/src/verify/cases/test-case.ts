import type { JsonWebKey } from "node:crypto"
import type { ApiDocument, ApiExample, ApiOperation } from "../read-document/api-document.ts"
import type { ApiRequest, RequestParts } from "../requests/api-request.ts"
import type { Group } from "../rules/groups.ts"
import type { RuleId } from "../rules/verify-rules.ts"
import type { Exchange } from "../run/exchange.ts"
import type { RawConnection, RawOptions, RawResult } from "../run/raw-connection.ts"

/** A case of `contract verify`: one or more requests, and the rules for their responses. */
export interface TestCase {
  /** Stable ID, such as `createLabOrder:boundaries:/patient/dob:null`. */
  readonly id: string
  readonly group: Group
  readonly operation: ApiOperation
  run(context: CaseContext): Promise<void>
}

/** Creates a case with a name that is unique in its group and operation. */
export type CreateCase = (name: string, run: TestCase["run"]) => TestCase

/** Returns a function that creates the cases of a group and an operation. */
export function caseFactory(operation: ApiOperation, group: Group): CreateCase {
  return (name, run) => ({ id: `${operation.name}:${group}:${name}`, group, operation, run })
}

/** A violated rule. */
export interface Violation {
  readonly rule: RuleId
  /** The violating field. Default: the whole request. */
  readonly field?: string | undefined
  readonly message: string
  readonly exchange: Exchange
}

/** Returns a token in which the given claims are replaced. Null removes a claim. */
export type TokenSource = (claims: Readonly<Record<string, unknown>>) => Promise<string>

/** The caller's credentials. */
export interface Credentials {
  /** The token of ordinary requests. */
  readonly token: string
  /** Whether the token was provided. An invented token cannot be used to test authentication. */
  readonly isReal: boolean
  /** A token of another caller. */
  readonly otherToken: string | undefined
  /** Returns a token in which the given claims are replaced. Null removes a claim. */
  readonly getToken: TokenSource | undefined
  /** Returns the keys that verify tokens. */
  readonly getPublicKeys: (() => Promise<readonly JsonWebKey[]>) | undefined
}

/** Options for sending one request. */
export interface SendOptions {
  readonly signal?: AbortSignal
  /**
   * Skips all checks of the response except those for leaks. For requests that belong to no
   * operation.
   */
  readonly isOutsideOperation?: boolean
  /** Whether two JSON parsers can read different values from the body. */
  readonly isAmbiguous?: boolean
  /** Text that the response must not contain, in whole or in part. */
  readonly canary?: string
}

/** The services that a case uses. */
export interface CaseContext {
  readonly document: ApiDocument
  readonly operation: ApiOperation
  readonly credentials: Credentials
  /** The only origins whose pages may call the service. Empty if they are not stated. */
  readonly origins: readonly string[]
  /** Seed of the random values in the case. */
  readonly seed: number
  /** Returns a new idempotency key. */
  newKey(): string
  /** Builds a request from an example. Default: the first example. */
  build(parts?: RequestParts, example?: ApiExample): ApiRequest
  /**
   * Sends a request and checks the response. Throws `RunStopped` if a limit of the run is reached.
   */
  send(request: ApiRequest, options?: SendOptions): Promise<Exchange>
  /** Connection for messages that `fetch` cannot send. Undefined for a service in this process. */
  readonly connection: RawConnection | undefined
  /** Writes a raw message. Throws `RunStopped` if a limit of the run is reached. */
  sendRaw(pieces: readonly string[], options?: RawOptions): Promise<RawResult>
  report(violation: Violation): void
  skip(reason: string): void
  /** Drops the case because the two JSON Schema validators disagree. */
  dropDisputed(): void
  /** Replaces a secret with its name in the report. */
  hideSecret(secret: string, name: string): void
}
