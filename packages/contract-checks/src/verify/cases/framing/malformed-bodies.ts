/** A body that is not JSON in UTF-8 (RFC 8259). */
export interface MalformedBody {
  readonly name: string
  readonly body: string | Uint8Array
}

/** Returns bodies that lenient parsers read as the valid JSON object `text`. */
export function malformedBodies(text: string): readonly MalformedBody[] {
  const open = text.slice(0, -1)
  const withField = (field: string) => `${open},${field}}`
  const withBytes = (...bytes: readonly number[]) =>
    Buffer.concat([Buffer.from(`${open},"x_unknown":"`), Buffer.from(bytes), Buffer.from('"}')])
  return [
    { name: "truncated", body: open },
    { name: "truncated-string", body: text.slice(0, Math.floor(text.length / 2)) },
    { name: "trailing-comma", body: `${open},}` },
    { name: "trailing-text", body: `${text} x` },
    { name: "two-values", body: `${text}${text}` },
    { name: "comment", body: `${text} // comment` },
    { name: "block-comment", body: `/* comment */${text}` },
    { name: "single-quotes", body: text.replaceAll('"', "'") },
    { name: "unquoted-name", body: withField("x_unknown:1") },
    { name: "nan", body: withField('"x_unknown":NaN') },
    { name: "infinity", body: withField('"x_unknown":Infinity') },
    { name: "leading-zero", body: withField('"x_unknown":01') },
    { name: "plus-sign", body: withField('"x_unknown":+1') },
    { name: "hexadecimal", body: withField('"x_unknown":0x1') },
    { name: "line-break-in-string", body: withField('"x_unknown":"a\nb"') },
    { name: "unknown-escape", body: withField('"x_unknown":"\\x41"') },
    { name: "upper-case-literal", body: withField('"x_unknown":TRUE') },
    { name: "form", body: "a=1&b=2" },
    { name: "invalid-utf-8", body: withBytes(0xff) },
    { name: "overlong-utf-8", body: withBytes(0xc0, 0xaf) },
    { name: "surrogate-utf-8", body: withBytes(0xed, 0xa0, 0x80) },
    { name: "truncated-utf-8", body: withBytes(0xe2, 0x82) },
    { name: "utf-16", body: Buffer.from(`\uFEFF${text}`, "utf16le") },
    { name: "latin-1", body: withBytes(0xe9) },
  ]
}
