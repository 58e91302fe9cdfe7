/** When a fault strikes. */
export interface FaultScope {
  /** How many requests it strikes; 1 when absent. */
  readonly times?: number
  /** What the path begins with. */
  readonly path?: string
  readonly method?: string
}

/**
 * What goes wrong. Unless `path` or `method` say otherwise, the `list-` faults strike `GET /v3/orders` and all others
 * `POST /v3/order` (not its `/cancel` and `/test`); with only a `method`, whatever lies under `/v3/order`.
 *
 * - `reset-before-create`: the connection is reset; nothing was executed.
 * - `reset-after-create`: the connection is reset; the request was executed and its answer saved under its key.
 * - `status`: this answer; nothing was executed. `saved` says whether it is saved under the request's key, as Junction
 *   saves the failures of what it executed; when absent, from 400 on but not 409, 422, 429 and 503. A saved
 *   answer never replaces one that the key has already.
 * - `500` (saved), `429` (not saved, `retryAfter` in seconds), `503` (not saved): short for `status`.
 * - `delay`: executed after `ms`, even when the caller is gone by then; its key is in flight meanwhile.
 * - `hang`: nothing was executed, and no answer ever comes.
 * - `stalled-body`: executed; the headers and half of the body come.
 * - `non-json-200`: executed; the answer is a page of HTML with status 200.
 * - `missing-field`: executed; that member is left out of the orders in the answer (not of what is saved).
 * - `other-passthrough`: executed; the orders in the answer carry another passthrough (those that are saved do not).
 * - `gateway-504-then-create`: a 504 at once; executed nevertheless, at once or `ms` later.
 * - `list-lags`: orders younger than `forMs` are not listed.
 * - `list-fails`: this status.
 * - `redirect`: a 307 to another host; nothing was executed.
 */
export type Fault = FaultScope &
  (
    | { readonly name: "reset-before-create" }
    | { readonly name: "reset-after-create" }
    | {
        readonly name: "status"
        readonly status: number
        readonly body?: unknown
        readonly headers?: Readonly<Record<string, string>>
        readonly saved?: boolean
      }
    | { readonly name: "500" }
    | { readonly name: "429"; readonly retryAfter?: number }
    | { readonly name: "503"; readonly retryAfter?: number }
    | { readonly name: "delay"; readonly ms: number }
    | { readonly name: "hang" }
    | { readonly name: "stalled-body" }
    | { readonly name: "non-json-200" }
    | { readonly name: "missing-field"; readonly field: string }
    | { readonly name: "other-passthrough"; readonly passthrough?: string }
    | { readonly name: "gateway-504-then-create"; readonly ms?: number }
    | { readonly name: "list-lags"; readonly forMs: number }
    | { readonly name: "list-fails"; readonly status: number }
    | { readonly name: "redirect"; readonly location?: string }
  )

/** The name of a fault. */
export type FaultName = Fault["name"]
