import type { paths } from "@loop-health/integrations-contract"
import type { ClientSettings } from "../client-options.ts"
import type { ApiErrorBody } from "../errors/response-errors.ts"
import type { CallError, CallSuccess } from "../errors/result.ts"
import type { CallFacts, CallMeta, KeyedCallMeta, Outcome } from "./call-meta.ts"
import type { Deadline } from "./deadline.ts"

/** Options of every call. */
export interface CallOptions {
  /**
   * Signal that aborts the call. It does not cancel an order that the API has already received.
   *
   * @example
   * signal: controller.signal
   */
  readonly signal?: AbortSignal | undefined
  /**
   * Timeout of the call in milliseconds, including all its requests and waits. Above 0, at most
   * 2,147,483,647. Default: the client's `timeoutMs`.
   *
   * @example
   * timeoutMs: 10_000
   */
  readonly timeoutMs?: number | undefined
  /**
   * Maximum number of retries after transient errors, at least 0. Default: the client's
   * `maxRetries`.
   *
   * @example
   * maxRetries: 0
   */
  readonly maxRetries?: number | undefined
}

/** Options of any operation. `idempotencyKey` is ignored if the operation has no key. */
export type AnyCallOptions = CallOptions & { readonly idempotencyKey?: string | undefined }

/** The meaning of an operation's responses. */
interface ResponseRules<Success extends CallSuccess, ErrorStatus extends number> {
  readonly successStatus: Success["status"]
  /** Converts the body of a success. Returns undefined if it does not match the contract. */
  readonly readSuccess: (
    value: unknown,
    meta: Success["meta"],
    response: Response,
  ) => Success | undefined
  /** The error class of each status that the contract declares. */
  readonly errors: Readonly<Record<ErrorStatus, ErrorClass>>
}

/** A call to an operation, without the caller's options. */
export interface CallPlan<Success extends CallSuccess> extends ResponseRules<Success, number> {
  readonly method: string
  /** The path in the contract, with parameters in braces. */
  readonly path: string
  readonly params?: {
    readonly path?: ParamValues
    readonly query?: ParamValues
    readonly header?: Readonly<Record<string, string>>
  }
  /** Creates the URL. Required if the operation has parameters. */
  readonly createUrl?: CreateUrl
  readonly body?: unknown
  /**
   * Returns the outcome of an API response. Operations without this function have no idempotency
   * key and no outcome.
   */
  readonly outcomeOf?: (status: number, apiCode?: string) => Outcome
}

/** Creates the URL of a call with parameters. */
export interface CreateUrl {
  (baseUrl: string, plan: Pick<CallPlan<CallSuccess>, "path" | "params">): string
  /** The rule that the parameters violate if the function throws. It is the error's message. */
  readonly rule: string
}

/** Parameters of a URL by name. Undefined and null are not sent. */
export type ParamValues = Readonly<Record<string, string | number | boolean | null | undefined>>

/** The class of an error response. */
export type ErrorClass = new (
  meta: CallMeta,
  body: ApiErrorBody,
  status: number,
  endpoint: string,
) => CallError

/**
 * A call to an operation of the contract. The compiler requires the contract's method, path,
 * parameters, body, and statuses, and `outcomeOf` for an operation with an idempotency key.
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

/** An operation in the form that openapi-typescript generates. */
interface Declaration {
  readonly parameters: { readonly header?: unknown }
  readonly responses: object
}

type SuccessStatus<Declared extends Declaration> = keyof Declared["responses"] & (200 | 201 | 202)

type ErrorStatus<Declared extends Declaration> = Exclude<
  keyof Declared["responses"] & number,
  200 | 201 | 202
>

/** The method and path of an operation in the contract. */
type RouteOf<Declared, Paths> = {
  [Path in keyof Paths]: {
    [Method in keyof Paths[Path] & string]: Paths[Path][Method] extends Declared
      ? { readonly method: Uppercase<Method>; readonly path: Path }
      : never
  }[keyof Paths[Path] & string]
}[keyof Paths]

type KeyHeader = "idempotency-key"

interface Keyed {
  readonly parameters: { readonly header: Readonly<Record<KeyHeader, string>> }
}

type MetaOf<Declared> = Declared extends Keyed ? KeyedCallMeta : CallMeta

type EffectOf<Declared> = Declared extends Keyed
  ? { readonly outcomeOf: (status: number, apiCode?: string) => Outcome }
  : { readonly outcomeOf?: never }

type BodyOf<Declared> = Declared extends {
  readonly requestBody: { readonly content: { readonly "application/json": infer Body } }
}
  ? { readonly body: Body }
  : { readonly body?: never }

/** The parameters without the idempotency key, which the SDK adds. */
type ParamsOf<Declared extends Declaration> = Params<
  Omit<Declared["parameters"], "cookie" | "header"> & HeadersOf<Declared["parameters"]["header"]>
>

type Params<Declared> = [Declared[keyof Declared]] extends [undefined]
  ? WithoutParams
  : object extends Declared
    ? WithoutParams | WithParams<Declared>
    : WithParams<Declared>

interface WithoutParams {
  readonly params?: never
  readonly createUrl?: never
}

interface WithParams<Declared> {
  readonly params: Declared
  readonly createUrl: CreateUrl
}

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
  /** The base URL and the path in the contract, for messages. Contains no values of parameters. */
  readonly endpoint: string
  /** The body as JSON, so that later changes to the object have no effect. */
  readonly body: string | undefined
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly deadline: Deadline
  readonly facts: CallFacts
}
