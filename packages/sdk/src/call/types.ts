import type { paths } from "@loop-health/integrations-contract"
import type { ClientSettings } from "../client-options.ts"
import type { ApiErrorBody } from "../errors/response-errors.ts"
import type { CallError, CallSuccess } from "../errors/result.ts"
import type { CallFacts, CallMeta, KeyedCallMeta, Outcome } from "./call-meta.ts"
import type { Deadline } from "./deadline.ts"

/** Options of every call. */
export interface CallOptions {
  /**
   * Ends the call in any phase. It does not take back an order that the API has already received.
   *
   * @example
   * signal: controller.signal
   */
  readonly signal?: AbortSignal | undefined
  /**
   * Limit for the whole call (tokens, requests, waits and bodies), in milliseconds, above 0. Default: the client's.
   *
   * @example
   * timeoutMs: 10_000
   */
  readonly timeoutMs?: number | undefined
  /**
   * How many times the request may be retried, 0 for never. Default: the client's.
   *
   * @example
   * maxRetries: 0
   */
  readonly maxRetries?: number | undefined
}

/** Options as an operation passes them to the core, which reads `idempotencyKey` only for an operation with a key. */
export type AnyCallOptions = CallOptions & { readonly idempotencyKey?: string | undefined }

/** What the responses of an operation mean. */
interface ResponseRules<Success extends CallSuccess, ErrorStatus extends number> {
  readonly successStatus: Success["status"]
  /** Reads the parsed body of a success. Returns undefined if the body is not what the contract declares. */
  readonly readSuccess: (
    value: unknown,
    meta: Success["meta"],
    response: Response,
  ) => Success | undefined
  /** The class for each error status that the contract declares. */
  readonly errors: Readonly<Record<ErrorStatus, ErrorClass>>
}

/** One call of an operation, as the core runs it. */
export interface CallPlan<Success extends CallSuccess> extends ResponseRules<Success, number> {
  readonly method: string
  /** The path in the contract, with the names of its parameters in braces. */
  readonly path: string
  readonly params?: RequestParams
  readonly body?: unknown
  /**
   * Returns what the API's own response says about the operation's effect. Operations without it have no idempotency
   * key, and their calls have no `outcome`.
   */
  readonly outcomeOf?: (status: number, apiCode?: string) => Outcome
}

/** Values for the parameters of an operation. */
export interface RequestParams {
  readonly path?: ParamValues
  readonly query?: ParamValues
  readonly header?: ParamValues
}

/** Parameters by name. Those that are undefined or null are not sent. */
export type ParamValues = Readonly<Record<string, string | number | boolean | null | undefined>>

/** The class of an error response. */
export type ErrorClass = new (meta: CallMeta, body: ApiErrorBody, status: number) => CallError

/**
 * One call of an operation that the contract declares: its method, path, parameters, body and statuses have to be the
 * contract's, and an operation with an idempotency key has to have `outcomeOf`.
 */
export type Operation<
  Declared extends Declaration,
  Success extends CallSuccess & { status: SuccessStatus<Declared>; meta: MetaOf<Declared> },
  Paths = paths,
> = ResponseRules<Success, ErrorStatus<Declared>> &
  RouteOf<Declared, Paths> &
  ParamsOf<Declared> &
  BodyOf<Declared> &
  EffectOf<Declared>

/** An operation as openapi-typescript writes it. */
interface Declaration {
  readonly parameters: { readonly header?: unknown }
  readonly responses: object
}

type SuccessStatus<Declared extends Declaration> = keyof Declared["responses"] & (200 | 201 | 202)

type ErrorStatus<Declared extends Declaration> = Exclude<
  keyof Declared["responses"] & number,
  200 | 201 | 202
>

/** The method and the path under which the contract has the operation. */
type RouteOf<Declared, Paths> = {
  [Path in keyof Paths]: {
    [Method in keyof Paths[Path] & string]: Paths[Path][Method] extends Declared
      ? { readonly method: Uppercase<Method>; readonly path: Path }
      : never
  }[keyof Paths[Path] & string]
}[keyof Paths]

type KeyHeader = "idempotency-key"

type HasKey<Declared extends Declaration> = Declared["parameters"] extends {
  readonly header: Readonly<Record<KeyHeader, string>>
}
  ? true
  : false

type MetaOf<Declared extends Declaration> = HasKey<Declared> extends true ? KeyedCallMeta : CallMeta

type EffectOf<Declared extends Declaration> =
  HasKey<Declared> extends true
    ? { readonly outcomeOf: (status: number, apiCode?: string) => Outcome }
    : { readonly outcomeOf?: never }

type BodyOf<Declared> = Declared extends {
  readonly requestBody: { readonly content: { readonly "application/json": infer Body } }
}
  ? { readonly body: Body }
  : { readonly body?: never }

/** The parameters, except the idempotency key, which the core adds. */
type ParamsOf<Declared extends Declaration> = Params<
  Omit<Declared["parameters"], "cookie" | "header"> & HeadersOf<Declared["parameters"]["header"]>
>

type Params<Declared> = object extends Declared
  ? { readonly params?: Declared }
  : { readonly params: Declared }

type HeadersOf<Header> = Header extends object
  ? Exclude<keyof Header, KeyHeader> extends never
    ? { readonly header?: never }
    : { readonly header: Omit<Header, KeyHeader> }
  : { readonly header?: never }

/** A call in progress. */
export interface Call<Success extends CallSuccess> {
  readonly settings: ClientSettings
  readonly plan: CallPlan<Success>
  readonly url: string
  /** The body as JSON: later changes to the object do not reach the API. */
  readonly body: string | undefined
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly deadline: Deadline
  readonly facts: CallFacts
}
