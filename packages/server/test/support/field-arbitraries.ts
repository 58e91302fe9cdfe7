import fc from "fast-check"
import type { NormalizedOrder } from "../../src/index.ts"
import { stateCodes } from "./state-codes.ts"

/** The current time for these values. */
export const noon = Date.parse("2026-11-23T12:00:00Z")

/** A value as a caller may write it, and its normalized form. */
type Normalization<Normalized = string, Input = string> = readonly [
  input: Input,
  normalized: Normalized,
]

const pad = fc.constantFrom("", "", "", " ", "\t ", "\n", "\u00a0")

function padded<Normalized>(
  normalization: fc.Arbitrary<Normalization<Normalized>>,
): fc.Arbitrary<Normalization<Normalized>> {
  return fc
    .tuple(pad, normalization, pad)
    .map(([before, [input, normalized], after]) => [before + input + after, normalized] as const)
}

/** Returns `text` with the case of each letter changed at random. */
function inAnyCase(text: string): fc.Arbitrary<string> {
  return fc.mixedCase(fc.constant(text))
}

const letters: readonly Normalization[] = [
  ..."aZ7".split("").map((letter) => [letter, letter] as const),
  ..."éßÆæœŒøØłŁđĐðÐþÞıﬁＱ".split("").map((letter, index) => {
    const normalized = "e ss AE ae oe OE o O l L d D d D th Th i fi Q".split(" ")
    return [letter, normalized[index] ?? ""] as const
  }),
  ["e\u0301", "e"],
  ["C\u0327\u030c", "C"],
]
const marks: readonly Normalization[] = [
  ...".,'-".split("").map((mark) => [mark, mark] as const),
  ["’", "'"],
  ["‘", "'"],
  ["‐", "-"],
  ["‑", "-"],
]
const gaps: readonly Normalization[] = [" ", "  ", "\t", "\u00a0", "\u2003 ", "\n"].map((gap) => [
  gap,
  " ",
])

function joined(parts: readonly Normalization[]): Normalization {
  return [
    parts.map(([input]) => input).join(""),
    parts.map(([, normalized]) => normalized).join(""),
  ]
}

const letter = fc.constantFrom(...letters)
const nameWord = fc.array(fc.oneof({ weight: 3, arbitrary: letter }, fc.constantFrom(...marks)), {
  minLength: 1,
  maxLength: 8,
})
const validName = padded(
  fc
    .tuple(
      letter,
      nameWord,
      fc.array(fc.tuple(fc.constantFrom(...gaps), nameWord), { maxLength: 3 }),
    )
    .map(([first, word, others]) =>
      joined([first, ...word, ...others.flatMap(([gap, next]) => [gap, ...next])]),
    )
    .filter(([, normalized]) => normalized.length <= 50),
)
const invalidName = fc.oneof(
  fc.constantFrom(
    " ",
    "李",
    "Ада",
    "-A",
    ".A",
    "'Ann",
    "A_B",
    "A/B",
    "(Bob)",
    "Ada\u0007",
    "A\u200bB",
  ),
  fc.constantFrom(
    "A😀",
    "\u0301",
    "—",
    "a".repeat(51),
    "ß".repeat(26),
    `a ${"b".repeat(49)}`,
    "a\0",
  ),
)

const midnights = ["", "T00:00", "T00:00Z", "T00:00:00", "T00:00:00.000Z", "T00:00:00+00:00"]
const validDate = padded(
  fc
    .tuple(
      fc.oneof(
        fc
          .date({ min: new Date("1900-01-01"), max: new Date(noon), noInvalidDate: true })
          .map((date) => date.toISOString().slice(0, 10)),
        fc.constantFrom("2026-11-23", "2024-02-29", "2000-02-29", "1999-12-31"),
      ),
      fc.constantFrom(...midnights, "T00:00:00.0-00:00"),
    )
    .map(([date, midnight]) => [date + midnight, date] as const),
)
const invalidDate = fc.constantFrom(
  ..."2026-11-24 2999-01-01 1990-02-30 2023-02-29 1900-02-29 1990-04-31 1990-13-01 1990-00-10".split(
    " ",
  ),
  ..."1990-01-00 04/12/1990 1990-4-2 19900412 1990-04-12T08:00:00Z 1990-04-12T00:00:01".split(" "),
  ..."1899-12-31 1990-04-12T00:00:00+02:00 1990-04-12T00 1990-04-12T 90-04-12 +001990-04-12 x1990-04-12".split(
    " ",
  ),
  "1990-04-12 00:00",
  "1990-04-12x",
  "12 April 1990",
  "١٩٩٠-04-12",
  " ",
)

const digits = (min: number, max = min) =>
  fc.string({ unit: fc.constantFrom(..."0123456789".split("")), minLength: min, maxLength: max })
const usPhone = fc
  .tuple(fc.integer({ min: 200, max: 999 }), digits(3), digits(4))
  .chain(([area, first, last]) =>
    fc.constantFrom(
      ...[
        `${area}${first}${last}`,
        `(${area}) ${first}-${last}`,
        `${area}.${first}.${last}`,
        `${area}/${first} ${last}`,
        `1${area}${first}${last}`,
        `1 ${area} ${first} ${last}`,
        `+1 (${area}) ${first}-${last}`,
        `+1${area}${first}${last}`,
      ].map((input) => [input, `+1${area}${first}${last}`] as const),
    ),
  )
const foreignPhone = fc
  .constantFrom(["44", "7700", 6], ["33", "6", 8], ["81", "90", 8], ["39", "06", 8] as const)
  .chain(([code, start, length]) => fc.tuple(fc.constant(code), fc.constant(start), digits(length)))
  .chain(([code, start, rest]) =>
    fc.constantFrom(
      ...[
        `+${code}${start}${rest}`,
        `+${code} ${start} ${rest}`,
        `+${code} (${start}) ${rest}`,
      ].map((input) => [input, `+${code}${start}${rest}`] as const),
    ),
  )
const validPhone = padded(fc.oneof(usPhone, foreignPhone))
const invalidPhone = fc.constantFrom(
  ..."0125550142 1125550142 13125550 +1125550142 +11255501425 +131255501 +1312555014 123".split(
    " ",
  ),
  ..."+312345678 +3123456789012345 +0123456789 31255501420000 312555014x ++3125550142 + -".split(
    " ",
  ),
  ..."tel:+13125550142 13125550142,5 3125550142#1 ٣١٢٥٥٥٠١٤٢ 23125550142".split(" "),
  ..."+44(0)7700900123 +4407700900123 +(312)5550142 +312-555-0142 98765-43210".split(" "),
)

const sexes: readonly Normalization<NormalizedOrder["patient"]["sex"]>[] = [
  ...["female", "f", "woman", "f."].map((input) => [input, "female"] as const),
  ...["male", "m", "man"].map((input) => [input, "male"] as const),
  ...["other", "x", "intersex", "nonbinary", "non-binary", "non binary"].map(
    (input) => [input, "other"] as const,
  ),
  ...["unknown", "u"].map((input) => [input, "unknown"] as const),
]
const validSex = padded(
  fc
    .constantFrom(...sexes)
    .chain(([input, normalized]) => inAnyCase(input).map((text) => [text, normalized] as const)),
)
const invalidSex = fc.constantFrom(
  "__proto__",
  "constructor",
  "fe male",
  "0",
  "-",
  "femal",
  "mf",
  " ",
)

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
const validText = padded(
  fc
    .oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
      fc.constantFrom("1 Main St., Apt #5", "Calle Peñón", "x".repeat(300)),
    )
    .map((text) => text.trim())
    .filter((text) => text !== "" && !unprintable.test(text))
    .map((text) => [text, text] as const),
)
const invalidText = fc.constantFrom(
  ..."\0 \n \u007f \u0085 \u2028 \u202e \u2066 \u200b \u2060 \u00ad \u034f \ufeff"
    .split(" ")
    .map((character) => `1${character}b`),
  "x".repeat(321),
)
const blank = fc.constantFrom(" ", "\t\n", "\u00a0\u2003", "\ufeff")

const validState = padded(
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...stateCodes), fc.constantFrom(" ", "  ", "-", "_", ". ", "\u00a0"))
      .chain(([[code, name], gap]) =>
        inAnyCase(name.replaceAll(" ", gap)).map((input) => [input, code] as const),
      ),
    fc
      .tuple(fc.constantFrom(...stateCodes), fc.constantFrom("", "."))
      .chain(([[code], stop]) =>
        inAnyCase(code.split("").join(stop) + stop).map((input) => [input, code] as const),
      ),
  ),
)
const invalidState = fc.constantFrom(
  ..."N ZZ Zephyria NewYork 12 ILL ＩＬ __proto__ constructor toString valueOf I1 é ..".split(" "),
  "I L",
  "New Yrok",
  " ",
)

const validZip = padded(
  fc.oneof(
    digits(5).map((zip) => [zip, zip] as const),
    fc.tuple(digits(5), digits(4)).map((parts) => [parts.join("-"), parts.join("-")] as const),
  ),
)
const invalidZip = fc.constantFrom(
  ..."6060 606011 60601- 60601-123 60601-12345 606011234 6060A x60601 ٦٠٦٠١ 60601–1234".split(" "),
  "60601 1234",
  " ",
)

const validCountry = padded(
  fc
    .constantFrom(
      "us",
      "u.s.",
      "usa",
      "u.s.a.",
      "united states",
      "united-states",
      "united  states of america",
      "puerto rico",
      "pr",
    )
    .chain((country) => inAnyCase(country).map((input) => [input, "US"] as const)),
)
const invalidCountry = fc.constantFrom(
  ..."CA America USofA UnitedStates __proto__ ＵＳ . USS Россия".split(" "),
  "U S",
  "United",
  " ",
)

const validEmail = fc
  .constantFrom("ada@example.com", "O'Hara+lab@x-y.example.org", "a@b.c")
  .map((text) => [text, text] as const)
const invalidEmail = fc.constantFrom(
  '"a b"@example.com',
  "ada@localhost",
  "ada@[127.0.0.1]",
  "ada@255.255.255.255",
  `ada@${"a.".repeat(125)}b`,
)

const storedText = fc.string({
  unit: fc.constantFrom("a", " ", "é", "😀"),
  minLength: 3,
  maxLength: 8,
})
const optionalStoredText = fc
  .oneof(storedText, fc.constantFrom(null, undefined))
  .map((text) => [text, text] as const)
const storedTextWithNul = storedText.map((text) => `${Array.from(text).slice(0, 2).join("")}\0`)

/**
 * Creates the arbitraries of a field: valid values with their normalized forms, and invalid values.
 */
function field<Normalized, Input>(
  valid: fc.Arbitrary<Normalization<Normalized, Input>>,
  invalid: fc.Arbitrary<unknown>,
) {
  return fc.record({ valid, invalid })
}

/** Every field that has rules beyond the contract's, in the document's order. */
export const fieldArbitraries = {
  "/patient/first_name": field(validName, invalidName),
  "/patient/last_name": field(validName, invalidName),
  "/patient/dob": field(validDate, invalidDate),
  "/patient/email": field(validEmail, invalidEmail),
  "/patient/phone": field(orAbsent(validPhone, undefined), invalidPhone),
  "/patient/sex": field(orAbsent(validSex, "unknown" as const), invalidSex),
  "/address/line1": field(validText, fc.oneof(blank, invalidText)),
  "/address/line2": field(
    fc.oneof(
      validText,
      blank.map((text) => [text, undefined] as const),
      fc.constant([undefined, undefined] as const),
    ),
    invalidText,
  ),
  "/address/city": field(validText, fc.oneof(blank, invalidText)),
  "/address/state": field(validState, invalidState),
  "/address/zip": field(validZip, invalidZip),
  "/address/country": field(validCountry, invalidCountry),
  "/total_cents": field(
    fc
      .oneof(fc.nat(), fc.constantFrom(null, undefined, -0, 2 ** 53 - 1))
      .map((cents) => [cents, cents] as const),
    fc.constantFrom(2 ** 53, 1e20, 1.7e308),
  ),
  "/currency": field(optionalStoredText, storedTextWithNul),
  "/patient_id": field(
    optionalStoredText,
    fc.oneof(storedTextWithNul, fc.constant("x".repeat(256))),
  ),
}

function orAbsent<Normalized, Absent>(
  valid: fc.Arbitrary<Normalization<Normalized>>,
  absent: Absent,
): fc.Arbitrary<Normalization<Normalized | Absent, string | undefined>> {
  return fc.oneof({ weight: 3, arbitrary: valid }, fc.constant([undefined, absent] as const))
}
