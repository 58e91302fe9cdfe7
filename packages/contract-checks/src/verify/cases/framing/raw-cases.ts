import type { ApiOperation } from "../../read-document/api-document.ts"
import { exampleText, type HeaderLine } from "../../requests/api-request.ts"
import type { RawConnection, RawOptions, RawResult } from "../../run/raw-connection.ts"
import type { Exchange } from "../../run/exchange.ts"
import { expectAccepted } from "../expectations.ts"
import { caseFactory, type CaseContext, type TestCase } from "../test-case.ts"

/** A message in a form that `fetch` cannot write. */
interface RawCase {
  readonly name: string
  /** The expected reaction. `close` means a rejection or a closed connection. */
  readonly expected: "accept" | "close"
  readonly messageOf: (parts: MessageParts) => readonly string[]
  readonly options?: RawOptions
}

interface MessageParts {
  readonly start: string
  /** The header lines, without those about the body's length. */
  readonly headers: readonly HeaderLine[]
  readonly body: string
  readonly length: number
}

/** Returns cases with raw HTTP/1.1 messages (RFC 9112). */
export function rawCases(operation: ApiOperation): TestCase[] {
  const [example] = operation.examples
  if (operation.body === undefined || example === undefined) return []
  const create = caseFactory(operation, "framing")
  return [
    ...messages.map((raw) => create(`raw-${raw.name}`, (context) => sendRaw(context, raw))),
    create("raw-aborted-body", sendAborted),
  ]
}

const messages: readonly RawCase[] = [
  {
    name: "chunked",
    expected: "accept",
    messageOf: ({ start, headers, body }) => {
      const half = Math.floor(body.length / 2)
      const chunks = [body.slice(0, half), body.slice(half)].map(toChunk)
      return [write(start, [...headers, ["transfer-encoding", "chunked"]]), ...chunks, "0\r\n\r\n"]
    },
  },
  {
    name: "expect-continue",
    expected: "accept",
    messageOf: ({ start, headers, body, length }) => [
      write(start, [...headers, ["content-length", `${length}`], ["expect", "100-continue"]]),
      body,
    ],
    options: { pauseMs: 50 },
  },
  {
    name: "many-pieces",
    expected: "accept",
    messageOf: ({ start, headers, body, length }) => {
      const message = write(start, [...headers, ["content-length", `${length}`]]) + body
      return message.match(/[^]{1,64}/g) ?? []
    },
    options: { pauseMs: 1 },
  },
  {
    name: "two-lengths",
    expected: "close",
    messageOf: ({ start, headers, body, length }) => [
      write(start, [
        ...headers,
        ["content-length", `${length}`],
        ["content-length", `${length + 1}`],
      ]),
      body,
    ],
  },
  {
    name: "negative-length",
    expected: "close",
    messageOf: ({ start, headers, body }) => [
      write(start, [...headers, ["content-length", "-1"]]),
      body,
    ],
  },
  {
    name: "invalid-chunk-size",
    expected: "close",
    messageOf: ({ start, headers, body }) => [
      write(start, [...headers, ["transfer-encoding", "chunked"]]),
      `xyz\r\n${body}\r\n0\r\n\r\n`,
    ],
  },
  {
    name: "unknown-transfer-encoding",
    expected: "close",
    messageOf: ({ start, headers, body }) => [
      write(start, [...headers, ["transfer-encoding", "x-verify"]]),
      body,
    ],
  },
  {
    name: "space-in-header-name",
    expected: "close",
    messageOf: ({ start, headers, body, length }) => [
      write(start, [...headers, ["x-verify ", "1"], ["content-length", `${length}`]]),
      body,
    ],
  },
  {
    name: "no-host",
    expected: "close",
    messageOf: ({ start, headers, body, length }) => [
      write(start, [
        ...headers.filter(([name]) => name !== "host"),
        ["content-length", `${length}`],
      ]),
      body,
    ],
  },
  {
    name: "large-headers",
    expected: "close",
    messageOf: ({ start, headers, body, length }) => [
      write(start, [
        ...headers,
        ["x-verify", "a".repeat(200_000)],
        ["content-length", `${length}`],
      ]),
      body,
    ],
  },
]

function write(start: string, headers: readonly HeaderLine[]): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  return `${[start, ...lines].join("\r\n")}\r\n\r\n`
}

function toChunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

async function sendRaw(context: CaseContext, raw: RawCase): Promise<void> {
  const { connection } = context
  if (connection === undefined) return context.skip("This check requires the URL of a service.")
  const parts = toParts(context, connection)
  const result = await context.sendRaw(raw.messageOf(parts), raw.options)
  const received = result.status === undefined ? "no response" : `${result.status}`
  const exchange = toExchange(context, parts, raw, result)
  const isSuccess = result.status !== undefined && result.status >= 200 && result.status < 300
  const isFailure = result.status !== undefined && result.status >= 500 && result.status !== 501
  if (isFailure) {
    const message = `Expected no server error for a message (${raw.name}), received ${received}.`
    context.report({ rule: "server-error", message, exchange })
  } else if (raw.expected === "accept" && !isSuccess) {
    const message = `Expected success for a valid message (${raw.name}), received ${received}.`
    context.report({ rule: "framing-rejected", message, exchange })
  } else if (raw.expected === "close" && isSuccess) {
    const message = `Expected a rejection of a malformed message (${raw.name}), received ${received}.`
    context.report({ rule: "malformed-message-accepted", message, exchange })
  }
}

/** Closes the connection in the middle of a body. The server must continue to work. */
async function sendAborted(context: CaseContext): Promise<void> {
  const { connection } = context
  if (connection === undefined) return context.skip("This check requires the URL of a service.")
  const { start, headers, body, length } = toParts(context, connection)
  const message = write(start, [...headers, ["content-length", `${length}`]])
  await context.sendRaw([message, body.slice(0, 10)], { isAborted: true })
  const exchange = await context.send(context.build())
  const sent = "a request after an aborted request"
  expectAccepted(context, exchange, { rule: "framing-rejected", sent })
}

function toParts(context: CaseContext, { host, basePath }: RawConnection): MessageParts {
  const { method, path, headers } = context.build()
  const [example] = context.operation.examples
  const body = (example && exampleText(example)) ?? ""
  return {
    start: `${method} ${basePath}${path} HTTP/1.1`,
    headers: [["host", host], ["connection", "close"], ...headers],
    body,
    length: Buffer.byteLength(body),
  }
}

/** Describes a raw message as an exchange, for the report. */
function toExchange(
  { operation }: CaseContext,
  { start, headers, body }: MessageParts,
  { name }: RawCase,
  { status, text }: RawResult,
): Exchange {
  const [method = "", path = ""] = start.split(" ")
  return {
    operation,
    caseId: `${operation.name}:framing:raw-${name}`,
    request: { method, path, headers, body },
    response:
      status === undefined ? undefined : { status, headers: new Map(), text, json: undefined },
    error: status === undefined ? "the connection closed or timed out" : undefined,
    startedAt: Date.now(),
    durationMs: 0,
  }
}
