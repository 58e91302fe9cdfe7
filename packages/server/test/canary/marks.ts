/** A location that is searched. */
export type Location =
  | "error responses"
  | "created responses"
  | "standard output"
  | "standard error"
  | "traces"
  | "metrics"
  | "audit"
  | "database files"
  | "ledger rows: order_fields"
  | "ledger rows: owner"
  | "ledger rows: other columns"
  | "database log"
  | "command line"
  | "configuration"
  | "crash reports"

/** A value that can be recognized anywhere. */
export interface Mark {
  /** Its position in a request. */
  readonly name: string
  readonly value: string
  /** Other spellings of the value. */
  readonly alsoWritten?: readonly string[]
  /**
   * Regular expressions for spellings that are too short to be recognized without their context.
   */
  readonly patterns?: readonly string[]
  /** The locations that may contain it. Default: none. */
  readonly allowedIn?: readonly Location[]
}

/**
 * Part of every mark with letters that no location may contain, so that a fragment is recognized
 * too. Marks that some locations may contain are recognized by their first six letters, which start
 * with `wvk`.
 */
const stem = "zqxvkj"

const storedIn: readonly Location[] = [
  "created responses",
  "ledger rows: order_fields",
  "database files",
]
const ownerIn: readonly Location[] = [
  "created responses",
  "audit",
  "ledger rows: owner",
  "database files",
  "command line",
]

/** The patient of a request. Only Junction gets it, so no location may contain it. */
export const patient = {
  first_name: "Zqxvkjfirst O'Nämara",
  last_name: "Zqxvkjlast-Québec",
  dob: "1957-11-23",
  email: "Zqxvkj.Mail+tag@zqxvkjhost.example",
  phone: "(603) 555-0187",
  sex: "Intersex",
}

/** The patient's address. No location may contain it. */
export const address = {
  line1: `7 Zqxvkjline "One" & <Road>`,
  line2: "Flat Zqxvkjtwo \\ 100% 😀",
  city: "Zqxvkjcity Ñord",
  state: "New Hampshire",
  zip: "03864-7193",
  country: "United States of America",
}

/** The fields that the ledger stores and the 201 returns. */
export const storedFields = {
  panel_slug: "hormone_metabolic",
  patient_id: "Wvkpatient-Ü 77105",
  total_cents: 8_007_199_918_273_123,
  currency: "wvkcurre",
}

/** The claims of the token. */
export const tokenClaims = { brand_id: "Wvkbrand-40917", user_id: "Wvkuser|Ö 51882" }

/** Values of other parts of a request, by the name of the part. */
export const otherValues = {
  unknownName: "zqxvkjmember name",
  unknownValue: "zqxvkjunknown value",
  key: "zqxvkj-key/1",
  claim: "Zqxvkjclaim Käthe",
  headerName: "x-zqxvkjheader",
  header: "zqxvkjheader value; q=0.7",
  query: "zqxvkjquery",
  path: "zqxvkjpath",
  method: "ZQXVKJMETHOD",
  malformed: "zqxvkjmalformed",
}

/** Returns an order with a mark in every field of the contract and in some unknown fields. */
export function markedOrder(more: object = {}): object {
  const { unknownName, unknownValue } = otherValues
  const unknown = { [unknownName]: [{ [unknownName]: unknownValue }] }
  return {
    ...storedFields,
    patient: { ...patient, ...unknown },
    address: { ...address, ...unknown },
    ...unknown,
    ...more,
  }
}

/** Every mark that is searched for. */
export const marks: readonly Mark[] = [
  ...named("/patient", patient, {
    dob: {
      alsoWritten: [
        ..."19571123 11/23/1957 11-23-1957 23.11.1957 1957/11/23 23/11/1957".split(" "),
        String(Date.UTC(1957, 10, 23)),
        "November 23, 1957",
        "23 November 1957",
        "Nov 23 1957",
      ],
    },
    phone: { alsoWritten: ["6035550187", "603-555-0187", "603.555.0187", "603 555 0187"] },
  }),
  ...named("/address", address, {
    state: { patterns: ['"NH"', "'NH'"] },
    // A number does not start with 0, and no part of a UUID has five digits.
    zip: { alsoWritten: ["038647193"], patterns: ["(?<![0-9a-z.+/=_-])03864(?![0-9a-z])"] },
  }),
  ...named(
    "",
    { ...storedFields, total_cents: String(storedFields.total_cents) },
    {
      total_cents: { alsoWritten: ["8.007199918273123e+15", "80071999182731.23"] },
    },
  ).map((mark): Mark => {
    // The deployment configures its panels by slug.
    const allowedIn =
      mark.name === "panel_slug" ? [...storedIn, "configuration" as const] : storedIn
    return { ...mark, allowedIn }
  }),
  ...named("token: ", tokenClaims, {}).map((mark): Mark => ({ ...mark, allowedIn: ownerIn })),
  ...named("", otherValues, {}),
  { name: "a fragment of a mark", value: stem },
]

function named<Fields extends Readonly<Record<string, string>>>(
  place: string,
  fields: Fields,
  more: { readonly [Name in keyof Fields]?: Omit<Mark, "name" | "value"> },
): Mark[] {
  return Object.entries(fields).map(([name, value]) => ({
    name: place.startsWith("/") ? `${place}/${name}` : `${place}${name}`,
    value,
    ...more[name],
    ...(value.toLowerCase().startsWith("wvk") ? { alsoWritten: [value.slice(0, 6)] } : {}),
  }))
}
