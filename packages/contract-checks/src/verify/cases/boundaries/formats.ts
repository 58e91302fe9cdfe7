/** Valid and invalid values of a format. */
export interface FormatValues {
  readonly good: readonly string[]
  readonly bad: readonly string[]
}

/** Values by format (JSON Schema 2020-12, section 7.3). */
export const formatValues: Readonly<Record<string, FormatValues>> = {
  email: {
    good: ["a@example.com", "first.last+tag@sub.example.com", "A_B-9@example.org"],
    bad: ["example.com", "a@", "@example.com", "a b@example.com", "a@@example.com", "a"],
  },
  date: { good: ["2024-02-29", "1999-12-31"], bad: ["2023-02-29", "2024-13-01", "01/02/2024"] },
  "date-time": {
    good: ["2024-02-29T12:00:00Z", "2024-01-01T00:00:00.123+01:00"],
    bad: ["2024-02-29", "2024-02-29 12:00", "2024-02-30T12:00:00Z"],
  },
  time: { good: ["12:00:00Z"], bad: ["25:00:00Z", "noon"] },
  uuid: {
    good: ["3f6c1a52-8a0e-4d0b-9f59-0d8b5f1d7c11"],
    bad: ["3f6c1a52-8a0e-4d0b-9f59", "not-a-uuid"],
  },
  uri: { good: ["https://example.com/a?b=c"], bad: ["example", "http://exa mple.com"] },
  ipv4: { good: ["192.0.2.1"], bad: ["192.0.2.256", "192.0.2"] },
  ipv6: { good: ["2001:db8::1"], bad: ["2001:db8:::1", "192.0.2.1"] },
  hostname: { good: ["example.com"], bad: ["-example.com", "exa mple"] },
}
