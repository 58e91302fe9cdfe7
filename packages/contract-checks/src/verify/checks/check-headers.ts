import type { ApiOperation } from "../read-document/api-document.ts"
import { findResponse } from "../read-document/api-document.ts"
import type { Exchange } from "../run/exchange.ts"
import type { ResponseCheck } from "./check.ts"

/** Checks that a 401 has a challenge, and that shared caches may not store responses. */
export const checkHeaders: ResponseCheck = ({ exchange: { operation, response } }) => {
  const { credential } = operation
  if (response === undefined || credential === undefined) return []
  const violations: ReturnType<ResponseCheck>[number][] = []
  const isChallenged = response.status === 401 && credential.name === "authorization"
  const challenge = response.headers.get("www-authenticate") ?? ""
  if (isChallenged && !challenge.toLowerCase().startsWith(credential.scheme.toLowerCase())) {
    const received = challenge === "" ? "none" : challenge
    const message = `Expected a www-authenticate header with the scheme ${credential.scheme}, received ${received}.`
    violations.push({ rule: "auth-challenge", message })
  }
  const cacheControl = response.headers.get("cache-control") ?? ""
  if (/\bpublic\b|max-age=[1-9]/.test(cacheControl) && !/no-store|private/.test(cacheControl)) {
    const message = `A shared cache may store the response, because cache-control is "${cacheControl}".`
    violations.push({ rule: "response-cache", message })
  }
  return violations
}

/** Checks that compare the responses of a run. */
export interface ComparingChecks {
  readonly check: ResponseCheck
  /** Returns the violations that are known only after all responses. */
  finish(): readonly { readonly message: string; readonly exchange: Exchange }[]
}

/** Creates checks for unique request IDs and consistent cache headers. */
export function createComparingChecks(): ComparingChecks {
  const requestIds = new Set<string>()
  const storable = new Map<ApiOperation, Exchange>()
  const neverStored = new Set<ApiOperation>()
  return {
    check: ({ exchange }) => {
      const { operation, request, response } = exchange
      if (response === undefined) return []
      if (/\bno-store\b/.test(response.headers.get("cache-control") ?? "")) {
        neverStored.add(operation)
      } else if (!storable.has(operation)) storable.set(operation, exchange)
      const name = requestIdHeader(operation, response.status)
      if (name === undefined) return []
      const id = response.headers.get(name)
      if (id === undefined || id === "") {
        const message = `The response with status ${response.status} has no header "${name}".`
        return [{ rule: "request-id", field: name, message }]
      }
      if (request.headers.some(([sent]) => sent === name)) return []
      const isKnown = requestIds.has(id)
      requestIds.add(id)
      const message = `The header "${name}" repeats the value of an earlier response.`
      return isKnown ? [{ rule: "request-id", field: name, message }] : []
    },
    finish: () =>
      [...storable].flatMap(([operation, exchange]) => {
        const isExpected = neverStored.has(operation) || operation.idempotencyHeader !== undefined
        if (!isExpected || operation.credential === undefined) return []
        const message = "The response has no `cache-control: no-store`."
        return [{ message, exchange }]
      }),
  }
}

/** Returns the declared header that identifies a request. */
export function requestIdHeader(operation: ApiOperation, status: number): string | undefined {
  const names = [...(findResponse(operation, status)?.headers.keys() ?? [])]
  return names.find((name) => /(^|-)(request|correlation|trace)-id$/.test(name))
}
