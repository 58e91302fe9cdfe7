import fc from "fast-check"

type Edit = (bytes: Buffer) => Buffer

/** One or two changes to the bytes of a JSON text that parsers often handle incorrectly. */
export const byteEdits: fc.Arbitrary<(text: string) => Buffer> = fc
  .array(
    fc.constant(undefined).chain(() => edit),
    { minLength: 1, maxLength: 2 },
  )
  .map((edits) => (text) => edits.reduce<Buffer>((bytes, apply) => apply(bytes), Buffer.from(text)))

const place = fc.nat(100_000)

function inserted(bytes: Buffer, at: number, added: Buffer, instead = 0): Buffer {
  const start = at % (bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, start), added, bytes.subarray(start + instead)])
}

/**
 * Inserts a field before the first one of the outermost object. A later field with the same name
 * overrides it.
 */
function withFirst(bytes: Buffer, field: string): Buffer {
  return bytes[0] === brace ? inserted(bytes, 1, Buffer.from(`${field},`)) : bytes
}

/** Inserts a field after the last one of the outermost object. */
function withLast(bytes: Buffer, field: string): Buffer {
  return bytes.at(-1) === brace + 2
    ? inserted(bytes, bytes.length - 1, Buffer.from(`,${field}`))
    : bytes
}

const brace = 0x7b

/**
 * Bytes that are invalid UTF-8 (overlong, incomplete, surrogates, beyond U+10FFFF), and some valid
 * ones.
 */
const extraBytes = fc
  .constantFrom(
    ..."ff c080 eda080 f5808080 80 e28 c3 f09f98 00 1f 0a efbbbf e280a8 c2a0 7f".split(" "),
    ..."2c 22 5c 7b 7d 5b 5d 3a 2f2f78 2f2a2a2f 4e614e 2d 30 65 27 5c75 5c7530303030".split(" "),
  )
  .map((hex) => Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex"))

const junk = fc.constantFrom(
  ..."1 null true [] {} 1e400 -1e400 01 1. .5 +1 0x10 1e 1_000 NaN Infinity -0 1E+2 1e-400".split(
    " ",
  ),
  '"x"',
  '"\\ud83d"',
  '"\\ude00\\ud83d"',
  '"\\u0000"',
  '"\\x41"',
  '"\t"',
  "'x'",
  "9".repeat(400),
  `0.${"0".repeat(400)}1`,
  "9007199254740993",
)

const fieldName = fc.constantFrom(
  ..."panel_slug patient address total_cents currency patient_id __proto__ constructor toJSON".split(
    " ",
  ),
  "panel\\u005fslug",
  "",
)

const field = fc.tuple(fieldName, junk).map(([name, value]) => `"${name}":${value}`)

const nesting = fc
  .tuple(
    fc.oneof(fc.integer({ min: 60, max: 68 }), fc.constantFrom(1_000, 10_000)),
    fc.constantFrom(["[", "]"] as const, ['{"":', "}"] as const),
    fc.constantFrom("", "0"),
  )
  .map(
    ([levels, [open, close], core]) =>
      `"deep":${open.repeat(levels)}${core || "0"}${close.repeat(levels)}`,
  )

const edit: fc.Arbitrary<Edit> = fc.oneof(
  place.map(
    (at): Edit =>
      (bytes) =>
        bytes.subarray(0, at % (bytes.length + 1)),
  ),
  place.map(
    (at): Edit =>
      (bytes) =>
        bytes.subarray(at % (bytes.length + 1)),
  ),
  fc.tuple(place, extraBytes, fc.nat(3)).map(
    ([at, added, instead]): Edit =>
      (bytes) =>
        inserted(bytes, at, added, instead),
  ),
  fc.tuple(fc.constantFrom(0, 1, -1), extraBytes).map(
    ([end, added]): Edit =>
      (bytes) =>
        inserted(bytes, end < 0 ? bytes.length : Math.min(end, bytes.length), added),
  ),
  fc.tuple(place, fc.nat(7)).map(([at, bit]): Edit => (bytes) => {
    const flipped = Buffer.from(bytes)
    const index = at % Math.max(1, flipped.length)
    if (flipped.length > 0) flipped[index] = (flipped[index] ?? 0) ^ (1 << bit)
    return flipped
  }),
  field.map(
    (text): Edit =>
      (bytes) =>
        withFirst(bytes, text),
  ),
  field.map(
    (text): Edit =>
      (bytes) =>
        withLast(bytes, text),
  ),
  nesting.map(
    (text): Edit =>
      (bytes) =>
        withLast(bytes, text),
  ),
  junk.map(
    (text): Edit =>
      (bytes) =>
        Buffer.from(bytes.toString().replace(/(?<="total_cents":)[^,}]+/, text)),
  ),
  fc.constantFrom<BufferEncoding>("utf16le", "latin1").map(
    (encoding): Edit =>
      (bytes) =>
        Buffer.from(bytes.toString(), encoding),
  ),
  // JSON ignores white space, but it counts toward the limit of 65,536 bytes.
  fc.constantFrom(65_535, 65_536, 65_537, 70_000).map(
    (size): Edit =>
      (bytes) =>
        Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length), " ")]),
  ),
  fc.constantFrom("\n\t ", "\u00a0", "\ufeff", "\f").map(
    (space): Edit =>
      (bytes) =>
        Buffer.concat([Buffer.from(space), bytes]),
  ),
)
