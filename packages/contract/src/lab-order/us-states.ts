/**
 * Two-letter codes of the states, the District of Columbia, the territories, the freely associated
 * states, and the armed forces, by lower-case name (USPS Publication 28, appendix B).
 */
const codes: Readonly<Record<string, string>> = {
  alabama: "AL",
  alaska: "AK",
  arizona: "AZ",
  arkansas: "AR",
  california: "CA",
  colorado: "CO",
  connecticut: "CT",
  delaware: "DE",
  "district of columbia": "DC",
  "washington dc": "DC",
  florida: "FL",
  georgia: "GA",
  hawaii: "HI",
  idaho: "ID",
  illinois: "IL",
  indiana: "IN",
  iowa: "IA",
  kansas: "KS",
  kentucky: "KY",
  louisiana: "LA",
  maine: "ME",
  maryland: "MD",
  massachusetts: "MA",
  michigan: "MI",
  minnesota: "MN",
  mississippi: "MS",
  missouri: "MO",
  montana: "MT",
  nebraska: "NE",
  nevada: "NV",
  "new hampshire": "NH",
  "new jersey": "NJ",
  "new mexico": "NM",
  "new york": "NY",
  "north carolina": "NC",
  "north dakota": "ND",
  ohio: "OH",
  oklahoma: "OK",
  oregon: "OR",
  pennsylvania: "PA",
  "rhode island": "RI",
  "south carolina": "SC",
  "south dakota": "SD",
  tennessee: "TN",
  texas: "TX",
  utah: "UT",
  vermont: "VT",
  virginia: "VA",
  washington: "WA",
  "west virginia": "WV",
  wisconsin: "WI",
  wyoming: "WY",
  "american samoa": "AS",
  guam: "GU",
  "northern mariana islands": "MP",
  "commonwealth of the northern mariana islands": "MP",
  "puerto rico": "PR",
  "commonwealth of puerto rico": "PR",
  "virgin islands": "VI",
  "virgin islands us": "VI",
  "us virgin islands": "VI",
  "united states virgin islands": "VI",
  "federated states of micronesia": "FM",
  micronesia: "FM",
  "marshall islands": "MH",
  palau: "PW",
  "armed forces americas": "AA",
  "armed forces the americas": "AA",
  "armed forces africa": "AE",
  "armed forces canada": "AE",
  "armed forces europe": "AE",
  "armed forces middle east": "AE",
  "armed forces pacific": "AP",
}

const byName = new Map(Object.entries(codes))
// Not the upper case of the text, because ﬂ becomes FL.
const byCode = new Map(Object.values(codes).map((code) => [code.toLowerCase(), code]))

/** Territories that have a country code of their own (ISO 3166-1). */
const territories = new Set(["AS", "GU", "MP", "PR", "VI"])

/**
 * Returns the code of a state, or undefined if no state matches. The text is a code or name in
 * lower case, without punctuation.
 */
export function usState(text: string): string | undefined {
  return byCode.get(text) ?? byName.get(text)
}

/** Returns whether a lower-case text is the code or name of a US territory. */
export function isUsTerritory(text: string): boolean {
  return territories.has(usState(text) ?? "")
}
