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

/** The pages by their paths. They respond to GET and HEAD. */
export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>

/** Answers some paths with pages, under the request's id, and leaves all others to a handler. The contract's own paths are always the handler's. */
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

/** Answers every path with 404, in the contract's envelope. */
export const notFoundHandler: Handler = async (request) =>
  respondUnmatched({ kind: "unknown" }, readRequestId(request, randomUUID))
