/** A value in one encoding. */
export interface Encoding {
  /** The name of the encoding. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Whether upper and lower case differ in this encoding. */
  readonly caseMatters: boolean
}

/** Returns a text in every encoding that software is likely to use. */
export function encodingsOf(value: string): readonly Encoding[] {
  const json = JSON.stringify(value).slice(1, -1)
  const texts: Readonly<Record<string, string>> = {
    plain: value,
    decomposed: value.normalize("NFD"),
    "without accents": value.normalize("NFD").replaceAll(/\p{M}/gu, ""),
    JSON: json,
    "JSON in ASCII": toAscii(json),
    "JSON in JSON": JSON.stringify(json).slice(1, -1),
    "JSON in JSON, in ASCII": JSON.stringify(toAscii(json)).slice(1, -1),
    "encoded for a URL": encodeURIComponent(value),
    "encoded for a form": new URLSearchParams({ "": value }).toString().slice(1),
    "escaped for HTML": value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
    "escaped for SQL": value.replaceAll("'", "''"),
    hexadecimal: Buffer.from(value).toString("hex"),
  }
  const encodings = Object.entries(texts).map(([name, text]) => ({
    name,
    bytes: Buffer.from(text),
    caseMatters: false,
  }))
  return [
    ...encodings,
    { name: "latin1", bytes: Buffer.from(value, "latin1"), caseMatters: false },
    { name: "UTF-16", bytes: Buffer.from(value, "utf16le"), caseMatters: false },
    ...base64Of(Buffer.from(value)),
    ...base64Of(Buffer.from(json)),
  ]
}

function toAscii(json: string): string {
  return json.replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}

/** Returns the base64 forms of bytes within other bytes. They can start at three offsets. */
function base64Of(bytes: Uint8Array): Encoding[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([new Uint8Array(before), bytes])
    const end = Math.floor((padded.length * 8) / 6)
    return (["base64", "base64url"] as const).map((name) => ({
      name,
      bytes: Buffer.from(padded.toString(name).slice(before === 0 ? 0 : before + 1, end)),
      caseMatters: true,
    }))
  })
}
