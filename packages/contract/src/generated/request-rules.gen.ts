// Generated from spec/openapi.yaml. Do not edit. Run `npm run generate`.

/**
 * Rules that the server has for `LabOrderRequest` besides the schema's, by JSON Pointer: the
 * messages of `x-narrower`.
 */
export const labOrderRequestRules = {
  "": [
    "must not be nested deeper than 64 levels",
    "must contain only well-formed Unicode",
    "must not contain a number beyond the range of a double (RFC 8259)",
  ],
  "/patient/first_name": [
    "must be 1 to 50 letters (A to Z, with or without accents), digits, spaces, or - . , '",
  ],
  "/patient/last_name": [
    "must be 1 to 50 letters (A to Z, with or without accents), digits, spaces, or - . , '",
  ],
  "/patient/dob": ["must be a calendar date from 1900-01-01 to today, as YYYY-MM-DD"],
  "/patient/email": [
    "must be an email address at a domain name with a dot, without quotes, of at most 254 characters",
  ],
  "/patient/phone": [
    "must be a US phone number, or + and a valid international number of 10 to 15 digits, without (0)",
    "is required",
  ],
  "/patient/sex": ["must be one of: female, male, other, unknown"],
  "/address/line1": [
    "must not be blank, exceed 320 characters, or contain control or invisible characters",
  ],
  "/address/line2": ["must not exceed 320 characters or contain control or invisible characters"],
  "/address/city": [
    "must not be blank, exceed 320 characters, or contain control or invisible characters",
  ],
  "/address/state": ["must be the two-letter code or the name of a US state or territory"],
  "/address/zip": ["must be a ZIP code: 12345 or 12345-6789"],
  "/address/country": ["must be US, because labs accept only patients in the United States"],
  "/total_cents": ["must be at most 9007199254740991"],
  "/currency": ["must not contain the character U+0000"],
  "/patient_id": ["must not contain the character U+0000 or more than 255 characters"],
} as const

/** The optional fields of `LabOrderRequest` as JSON Pointers. */
export const labOrderRequestOptionalFields: readonly string[] = [
  "/patient/phone",
  "/patient/sex",
  "/address/line2",
  "/total_cents",
  "/currency",
  "/patient_id",
]
