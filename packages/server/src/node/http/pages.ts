import { randomUUID } from "node:crypto"
import { matchOperation } from "../../http/match-operation.ts"
import type { Handler } from "../../http/message.ts"
import { readRequestId } from "../../http/request-id.ts"
import { commonHeaders, respondUnmatched } from "../../http/respond.ts"

/** The response of a page, without the headers that all pages share. */
export interface Page {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Pages by path. They respond to GET and HEAD. */
export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>

/** Adds pages to a handler. Paths of the contract always belong to the handler. */
export function withPages(handler: Handler, pages: Pages): Handler {
  return async (request) => {
    const { method, path } = request
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined
    if (page === undefined || matchOperation(method, path).kind !== "unknown")
      return handler(request)
    const requestId = readRequestId(request, randomUUID)
    if (method !== "GET" && method !== "HEAD") {
      return respondUnmatched({ kind: "other_method", path, allow: "GET, HEAD" }, requestId)
    }
    const { status, contentType, body } = await page()
    const headers = { "content-type": contentType, ...commonHeaders(requestId) }
    return { status, headers, body }
  }
}

/** Responds with 404 `not_found` to every request. */
export const notFoundHandler: Handler = async (request) =>
  respondUnmatched({ kind: "unknown" }, readRequestId(request, randomUUID))
