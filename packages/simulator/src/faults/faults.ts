/** The requests to which a fault applies. */
export interface FaultScope {
  /** Number of requests, at least 1. Default: 1. */
  readonly times?: number
  /** Prefix of the request's path. Default: see `Fault`. */
  readonly path?: string
  /** Method of the request. Default: see `Fault`. */
  readonly method?: string
}

/**
 * A simulated error of Junction or of the network. Without `path` and `method`, the `list-` faults
 * apply to `GET /v3/orders`, and the others to `POST /v3/order`. With only a `method`, a fault
 * applies to all paths that start with `/v3/order`. With only a `path`, it applies to all methods.
 *
 * - `reset-before-create`: resets the connection. The request is not executed.
 * - `reset-after-create`: executes the request, saves the response under its key, and resets the
 *   connection.
 * - `status`: returns `status` (200 to 599) with `body` and `headers`. The request is not executed.
 *   With `saved`, the response is saved under the request's key, unless the key has one. Default of
 *   `saved`: true for 400 and above, except 409, 422, 429, and 503.
 * - `500`, `429`, `503`: short forms of `status`. `retryAfter` is in seconds.
 * - `delay`: executes the request after `ms` milliseconds, even if the caller disconnects. The
 *   request's key is in flight until then.
 * - `hang`: never responds. The request is not executed.
 * - `stalled-body`: executes the request, and sends the headers and half of the body.
 * - `non-json-200`: executes the request, and returns an HTML page with status 200.
 * - `missing-field`: executes the request, and removes `field` from the orders in the response, but
 *   not in the saved response.
 * - `other-passthrough`: executes the request, and changes the passthrough of the orders in the
 *   response, but not in the saved response.
 * - `gateway-504-then-create`: returns 504 at once, and executes the request now or after `ms`
 *   milliseconds.
 * - `list-lags`: omits orders younger than `forMs` milliseconds from the list.
 * - `list-fails`: returns `status` (200 to 599). The request is not executed.
 * - `redirect`: returns a 307 to `location`. Default: another host. The request is not executed.
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

/** Name of a fault. */
export type FaultName = Fault["name"]
