import type { CountryCode, MetadataJson } from "libphonenumber-js"
import metadata from "libphonenumber-js/metadata.min.json"

/**
 * Properties of the metadata that its type lacks. The third item of a country is the pattern of its
 * numbers.
 */
interface Metadata extends Omit<MetadataJson, "countries"> {
  readonly countries: Readonly<Record<string, readonly [string, string, string]>>
}

/**
 * Creates a table from country calling codes to patterns of the numbers there, except for the code
 * 1, which the US has. The library itself would more than double the size of the mocks and of forms,
 * which contain the contract's normalization.
 */
export function phoneNumbersModule(): string {
  const { country_calling_codes: codes, countries } = metadata as unknown as Metadata
  const patterns = Object.entries(codes).flatMap(([code, names]: [string, CountryCode[]]) => {
    const alternatives = new Set(names.map((name) => countries[name]?.[2]))
    return code === "1" ? [] : [[code, [...alternatives].join("|")] as const]
  })
  return `
    /**
     * Patterns of the phone numbers of each country calling code except 1. From libphonenumber-js
     * (MIT License).
     */
    export const phoneNumberPatterns: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(patterns))}`
}
