import fc from "fast-check"
import { fuzzedBody } from "./bodies.ts"
import { byteEdits } from "./bytes.ts"

/** A request to the operation, and its known properties. */
export interface FuzzedRequest {
  readonly authorized: boolean
  /** The `content-type` header, or undefined for none. */
  readonly mediaType: string | undefined
  /** The `content-encoding` header. */
  readonly coding: string | undefined
  /** Whether both mean uncompressed JSON in UTF-8. */
  readonly isJson: boolean
  /** The values of `idempotency-key` headers. */
  readonly keys: readonly string[]
  readonly requestId: string | undefined
  readonly bytes: Uint8Array
  /**
   * The positions at which the body is split into chunks. Without any, the request has a
   * content-length.
   */
  readonly cuts: readonly number[]
  /**
   * The fields that no lab accepts or the ledger cannot store. Undefined if the body must be
   * checked.
   */
  readonly invalidPaths: readonly string[] | undefined
}

/** Returns mostly `usual` values, so that many requests reach the later checks. */
function rarely<Value>(usual: Value, ...others: fc.Arbitrary<Value>[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 12 * others.length, arbitrary: fc.constant(usual) },
    ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
  )
}

const json = fc
  .tuple(
    fc.mixedCase(fc.constant("application/json")),
    fc.constantFrom("", ";charset=utf-8", "; charset=UTF-8", ' ; Charset="utf-8"', ";"),
  )
  .map((parts) => parts.join(""))

const otherMediaType = fc.constantFrom(
  // terms: allow problem, a media type
  ..."text/json application/jsonp application/json5 application/ld+json application/problem+json".split(
    " ",
  ),
  ..."*/* application/* json application/json, text/plain text/plain multipart/form-data x".split(
    " ",
  ),
  "application/json, application/json",
  "application/json; charset=utf-16",
  "application/json; charset=iso-8859-1",
  "application/json; charset",
  "application /json",
  "text/plain; application/json",
  undefined,
  "",
)

const media = rarely<Pick<FuzzedRequest, "mediaType" | "coding" | "isJson">>(
  { mediaType: "application/json", coding: undefined, isJson: true },
  json.map((mediaType) => ({ mediaType, coding: undefined, isJson: true })),
  fc
    .constantFrom("identity", "Identity")
    .map((coding) => ({ mediaType: "application/json", coding, isJson: true })),
  otherMediaType.map((mediaType) => ({ mediaType, coding: undefined, isJson: false })),
  fc
    .constantFrom(
      ..."gzip br deflate zstd x-gzip compress identity,gzip gzip,identity *".split(" "),
    )
    .map((coding) => ({ mediaType: "application/json", coding, isJson: false })),
)

/** Every byte that a header can contain. */
const headerText = (maxLength: number) =>
  fc.string({
    unit: fc
      .oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0x21, max: 0x7e }) },
        fc.constantFrom(0x20, 0x09, 0x80, 0xe9, 0xff),
      )
      .map((code) => String.fromCharCode(code)),
    maxLength,
  })

const keys = rarely<readonly string[]>(
  ["a-key"],
  fc.constantFrom([], [""], [" "], ["k", "k"], ["k", ""], ["\u00e9"], ["a b"], [" k\t"]),
  fc.constantFrom(254, 255, 256, 1_000).map((length) => ["k".repeat(length)]),
  headerText(12).map((key) => [key]),
  headerText(300).map((key) => [key]),
)

const requestId = rarely(
  undefined,
  fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/),
  headerText(70),
  fc.constantFrom("", "a".repeat(64), "a".repeat(65), "a.b", "a, b"),
)

const body = fc.oneof(
  {
    weight: 3,
    arbitrary: fuzzedBody.map(({ json: text, invalidPaths }) => ({
      bytes: Buffer.from(text),
      invalidPaths,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fuzzedBody, byteEdits)
      .map(([{ json: text }, apply]) => ({ bytes: apply(text), invalidPaths: undefined })),
  },
)

/** Requests whose parts are mostly valid, so that every check is reached. */
export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc
  .tuple(
    rarely(true, fc.constant(false)),
    media,
    keys,
    requestId,
    body,
    rarely<readonly number[]>([], fc.array(fc.nat(2_000), { minLength: 1, maxLength: 3 })),
  )
  .map(([authorized, type, key, id, { bytes, invalidPaths }, cuts]) => ({
    authorized,
    ...type,
    keys: key,
    requestId: id,
    bytes,
    invalidPaths,
    cuts,
  }))
