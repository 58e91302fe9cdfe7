import { declaredStatuses, type ApiOperation } from "../../read-document/api-document.ts"
import { digest } from "../../requests/idempotency-keys.ts"
import type { ApiRequest } from "../../requests/api-request.ts"
import { describeResponse, outcomeOf, type Exchange } from "../../run/exchange.ts"
import { expectNoFailure } from "../expectations.ts"
import { caseFactory, type CaseContext, type TestCase } from "../test-case.ts"

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

/** Returns cases with other methods and paths. */
export function pathCases(operation: ApiOperation): TestCase[] {
  const create = caseFactory(operation, "framing")
  return [
    ...methods.map((method) =>
      create(`method-${method}`, (context) => sendMethod(context, method)),
    ),
    create("unknown-path", (context) =>
      sendUnknownPath(context, (path) => `${path}/verify-unknown`),
    ),
    create("unknown-root", (context) =>
      sendUnknownPath(context, () => `/verify-${digest(`path ${context.seed}`)}`),
    ),
    create("trailing-slash", (context) => sendOtherForm(context, (path) => `${path}/`)),
    create("double-slash", (context) => sendOtherForm(context, (path) => `/${path}`)),
    create("upper-case-path", (context) => sendOtherForm(context, (path) => path.toUpperCase())),
    create("encoded-path", (context) =>
      sendOtherForm(context, (path) =>
        path.replace(/[a-z]/, (letter) => {
          return `%${letter.charCodeAt(0).toString(16)}`
        }),
      ),
    ),
    create("unknown-query", async (context) => {
      const request = context.build()
      const separator = request.path.includes("?") ? "&" : "?"
      const path = `${request.path}${separator}x_unknown=1`
      expectNoFailure(context, await context.send({ ...request, path }), {
        sent: "an unknown query parameter",
      })
    }),
  ]
}

/** Statuses of a server that checks the method after the credential and the rate limit. */
const earlierStatuses = [401, 403, 429]

async function sendMethod(context: CaseContext, method: string): Promise<void> {
  const { document, operation } = context
  const samePath = document.operations.filter(({ path }) => path === operation.path)
  const declared = samePath.map((other) => other.method)
  // GET includes HEAD (RFC 9110, section 9.3.2). Each path is tried once.
  const isDeclared = declared.includes(method) || (method === "HEAD" && declared.includes("GET"))
  if (isDeclared || declared[0] !== operation.method) return
  const hasBody = method !== "GET" && method !== "HEAD" && method !== "OPTIONS"
  const request = context.build()
  const exchange = await context.send(
    { ...request, method, body: hasBody ? request.body : undefined },
    { isOutsideOperation: true },
  )
  const { status = 0 } = exchange.response ?? {}
  if (status === 405) return checkAllow(context, exchange, declared)
  if (status === 501 || (method === "OPTIONS" && outcomeOf(exchange) !== "failed")) return
  if (!expectNoFailure(context, exchange, { sent: `the method ${method}` })) return
  const message = `Expected status 405 for the method ${method}, received ${describeResponse(exchange)}.`
  const declares405 = samePath.some((other) => declaredStatuses(other).includes(405))
  if (status < 400) {
    context.report({ rule: "method-accepted", field: method, message, exchange })
  } else if (declares405 && !earlierStatuses.includes(status)) {
    context.report({ rule: "method-status", field: method, message, exchange })
  }
}

function checkAllow(context: CaseContext, exchange: Exchange, declared: readonly string[]): void {
  const allow = exchange.response?.headers.get("allow")
  const allowed = (allow ?? "").split(",").map((method) => method.trim())
  if (declared.every((method) => allowed.includes(method))) return
  const received = allow === undefined || allow === null ? "none" : `"${allow}"`
  const message = `Expected an Allow header with "${declared.join(", ")}", received ${received}.`
  context.report({ rule: "allow-header", field: "allow", message, exchange })
}

function withPath(request: ApiRequest, change: (path: string) => string): ApiRequest {
  const [path = "", ...query] = request.path.split("?")
  return { ...request, path: [change(path), ...query].join("?") }
}

async function sendUnknownPath(
  context: CaseContext,
  change: (path: string) => string,
): Promise<void> {
  const request = withPath(context.build(), change)
  const exchange = await context.send(request, { isOutsideOperation: true })
  const status = exchange.response?.status ?? 0
  if ([404, 401, 403, 405, 410, 429].includes(status)) return
  if (!expectNoFailure(context, exchange, { sent: "an unknown path" })) return
  const message = `Expected status 404 for an unknown path, received ${describeResponse(exchange)}.`
  context.report({ rule: "unknown-path", message, exchange })
}

/** Servers may treat another form as the same path, or as an unknown one. */
async function sendOtherForm(context: CaseContext, change: (path: string) => string) {
  const request = withPath(context.build(), change)
  const exchange = await context.send(request, { isOutsideOperation: true })
  expectNoFailure(context, exchange, { sent: "another form of the path" })
}
