import { readFile } from "node:fs/promises"
import { parse } from "yaml"

/** The rules of the server that the schema does not express, by schema and property. */
const narrower: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Patient: {
    first_name: ["Latin letters, digits, single spaces, and - . , '", "at most 50 characters"],
    last_name: ["Latin letters, digits, single spaces, and - . , '", "at most 50 characters"],
    dob: ["a real calendar date, not in the future"],
    phone: ["a US phone number, or an E.164 number"],
    sex: ["female, male, other, unknown, or a common spelling of one"],
  },
  Address: {
    line1: ["not blank"],
    city: ["not blank"],
    state: ["a US state"],
    zip: ["five digits, or five and four"],
    country: ["the United States"],
  },
  LabOrderRequest: {
    total_cents: ["at most 9,007,199,254,740,991"],
    currency: ["no U+0000"],
    patient_id: ["no U+0000"],
  },
}

interface ContractDocument {
  readonly components: {
    readonly schemas: Readonly<
      Record<string, { readonly properties: Readonly<Record<string, object>> }>
    >
  }
}

/** Reads the repository's contract, with the extension `x-narrower` on each field that needs it. */
export async function readContract(): Promise<object> {
  const file = new URL("../../../../../spec/openapi.yaml", import.meta.url)
  const document = parse(await readFile(file, "utf8")) as ContractDocument
  const { schemas } = document.components
  for (const [schema, properties] of Object.entries(narrower)) {
    for (const [name, rules] of Object.entries(properties)) {
      const property = schemas[schema]?.properties[name]
      if (property === undefined) throw new Error(`The contract has no ${schema}.${name}.`)
      Object.assign(property, { "x-narrower": rules })
    }
  }
  return document
}
