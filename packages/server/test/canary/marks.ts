/** Where a search looks. */
export type Place =
  | "error answers"
  | "created answers"
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

/** A value that is known wherever it turns up. */
export interface Mark {
  /** Where in a request it stands. */
  readonly name: string
  readonly value: string
  /** Other ways to write the same. */
  readonly alsoWritten?: readonly string[]
  /** Regular expressions of spellings that are too short to be known without what surrounds them. */
  readonly patterns?: readonly string[]
  /** The places where it may stand; none unless told. */
  readonly homes?: readonly Place[]
}

/**
 * Stands in every mark that has letters of its own and no home: what is left of it is known, too. Those that have a home
 * are known by their first six letters, which begin with `wvk`.
 */
const stem = "zqxvkj"

const kept: readonly Place[] = ["created answers", "ledger rows: order_fields", "database files"]
const owner: readonly Place[] = [
  "created answers",
  "audit",
  "ledger rows: owner",
  "database files",
  "command line",
]

/** What a request says that has no home anywhere: nobody but Junction may have it. */
export const patient = {
  first_name: "Zqxvkjfirst O'Nämara",
  last_name: "Zqxvkjlast-Québec",
  dob: "1957-11-23",
  email: "Zqxvkj.Mail+tag@zqxvkjhost.example",
  phone: "(603) 555-0187",
  sex: "Intersex",
}

/** A patient's address in the same way. */
export const address = {
  line1: `7 Zqxvkjline "One" & <Road>`,
  line2: "Flat Zqxvkjtwo \\ 100% 😀",
  city: "Zqxvkjcity Ñord",
  state: "New Hampshire",
  zip: "03864-7193",
  country: "United States of America",
}

/** What the ledger row keeps, and the 201 repeats. */
export const keptMembers = {
  panel_slug: "hormone_metabolic",
  patient_id: "Wvkpatient-Ü 77105",
  total_cents: 8_007_199_918_273_123,
  currency: "wvkcurre",
}

/** Who the token says it is. */
export const claimed = { brand_id: "Wvkbrand-40917", user_id: "Wvkuser|Ö 51882" }

/** What stands elsewhere in a request: each value in the part that it is named after. */
export const elsewhere = {
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

/** An order with a mark in every member that the contract knows, and in some that it does not. */
export function markedOrder(more: object = {}): object {
  const { unknownName, unknownValue } = elsewhere
  const unknown = { [unknownName]: [{ [unknownName]: unknownValue }] }
  return {
    ...keptMembers,
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
    // A number never begins with 0, and no part of a UUID has five digits.
    zip: { alsoWritten: ["038647193"], patterns: ["(?<![0-9a-z.+/=_-])03864(?![0-9a-z])"] },
  }),
  ...named(
    "",
    { ...keptMembers, total_cents: String(keptMembers.total_cents) },
    {
      total_cents: { alsoWritten: ["8.007199918273123e+15", "80071999182731.23"] },
    },
  ).map((mark): Mark => {
    // What the panels are at Junction is the deployment's to say.
    const homes = mark.name === "panel_slug" ? [...kept, "configuration" as const] : kept
    return { ...mark, homes }
  }),
  ...named("token: ", claimed, {}).map((mark): Mark => ({ ...mark, homes: owner })),
  ...named("", elsewhere, {}),
  { name: "what is left of a mark", value: stem },
]

function named<Members extends Readonly<Record<string, string>>>(
  place: string,
  members: Members,
  more: { readonly [Name in keyof Members]?: Omit<Mark, "name" | "value"> },
): Mark[] {
  return Object.entries(members).map(([name, value]) => ({
    name: place.startsWith("/") ? `${place}/${name}` : `${place}${name}`,
    value,
    ...more[name],
    ...(value.toLowerCase().startsWith("wvk") ? { alsoWritten: [value.slice(0, 6)] } : {}),
  }))
}
