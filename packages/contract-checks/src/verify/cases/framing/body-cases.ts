import { gzipSync } from "node:zlib"
import type { ApiBody, ApiOperation } from "../../read-document/api-document.ts"
import { exampleText } from "../../requests/api-request.ts"
import { expectAccepted, expectNoFailure, expectRejected } from "../expectations.ts"
import { caseFactory, type CreateCase, type TestCase } from "../test-case.ts"
import { malformedBodies } from "./malformed-bodies.ts"

/** Size of a large body in bytes. */
const largeBytes = 200_000

/** Returns cases with malformed bodies, other media types, and encodings. */
export function bodyCases(operation: ApiOperation): TestCase[] {
  const { body, examples } = operation
  const [example] = examples
  const text = example === undefined ? undefined : exampleText(example)
  if (body === undefined || text === undefined) return []
  const create = caseFactory(operation, "framing")
  return [
    ...malformedBodies(text).map(({ name, body: malformed }) =>
      create(name, async (context) => {
        const exchange = await context.send(context.build({ body: malformed }))
        const sent = `a malformed body (${name})`
        expectRejected(context, exchange, { rule: "malformed-body-accepted", sent })
      }),
    ),
    ...(body.required ? emptyBodies(create) : []),
    ...mediaTypeCases(body, create),
    ...encodingCases(text, create),
    ...["*/*", "application/*", `${body.mediaType}, text/html;q=0.5`].map((accept) =>
      create(`accept-${accept}`, async (context) => {
        const exchange = await context.send(context.build({ headers: { accept: [accept] } }))
        const sent = `the header "accept: ${accept}"`
        expectAccepted(context, exchange, { rule: "media-type-rejected", field: "accept", sent })
      }),
    ),
    create("byte-order-mark", async (context) => {
      const exchange = await context.send(context.build({ body: `\uFEFF${text}` }))
      expectNoFailure(context, exchange, { sent: "a byte order mark" })
    }),
    create("large-body", async (context) => {
      const padded = `${text.slice(0, -1)}${" ".repeat(largeBytes)}}`
      const exchange = await context.send(context.build({ body: padded }))
      expectNoFailure(context, exchange, { sent: "a body of 200 kB" })
    }),
  ]
}

const emptyTexts: readonly (readonly [name: string, body: string | null])[] = [
  ["no-body", null],
  ["empty-body", ""],
  ["white-space-body", "  \n"],
]

function emptyBodies(create: CreateCase): TestCase[] {
  return emptyTexts.map(([name, body]) =>
    create(name, async (context) => {
      const exchange = await context.send(context.build({ body }))
      const sent = `an empty body (${name})`
      expectRejected(context, exchange, { rule: "malformed-body-accepted", sent })
    }),
  )
}

function mediaTypeCases({ mediaType }: ApiBody, create: CreateCase): TestCase[] {
  const undeclared = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/xml",
    "text/json",
    `${mediaType}x`,
  ]
  const equal = [
    `${mediaType}; charset=utf-8`,
    `${mediaType};charset=UTF-8`,
    mediaType.toUpperCase(),
  ]
  return [
    ...[...undeclared, undefined].map((type) =>
      create(`media-type-${type ?? "none"}`, async (context) => {
        const lines = type === undefined ? [] : [type]
        const exchange = await context.send(context.build({ headers: { "content-type": lines } }))
        expectRejected(context, exchange, {
          rule: "media-type-accepted",
          field: "content-type",
          sent: type === undefined ? "no content-type" : `the media type ${type}`,
          alsoStatuses: [415],
        })
      }),
    ),
    ...equal.map((type) =>
      create(`media-type-${type}`, async (context) => {
        const exchange = await context.send(context.build({ headers: { "content-type": [type] } }))
        const sent = `the media type ${type}`
        expectAccepted(context, exchange, {
          rule: "media-type-rejected",
          field: "content-type",
          sent,
        })
      }),
    ),
  ]
}

function encodingCases(text: string, create: CreateCase): TestCase[] {
  const ignored = ["gzip", "br", "x-verify"].map((encoding) =>
    create(`encoding-${encoding}-ignored`, async (context) => {
      const headers = { "content-encoding": [encoding] }
      const exchange = await context.send(context.build({ headers }))
      expectRejected(context, exchange, {
        rule: "encoding-ignored",
        field: "content-encoding",
        sent: `uncompressed JSON with content-encoding ${encoding}`,
        alsoStatuses: [415],
      })
    }),
  )
  const compressed = create("encoding-gzip", async (context) => {
    const headers = { "content-encoding": ["gzip"] }
    const exchange = await context.send(context.build({ headers, body: gzipSync(text) }))
    expectNoFailure(context, exchange, { field: "content-encoding", sent: "a gzip body" })
  })
  return [...ignored, compressed]
}
