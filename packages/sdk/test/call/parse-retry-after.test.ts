import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { parseRetryAfter } from "../../src/call/parse-retry-after.ts"

const now = Date.UTC(1994, 10, 6, 8, 49, 30)

// The oldest form of a date has no zone. In UTC, a wrong reading as local time would not be
// noticed.
beforeEach(() => {
  vi.stubEnv("TZ", "America/Chicago")
})

afterEach(() => {
  vi.unstubAllEnvs()
})

test.each([
  [null, undefined],
  ["", undefined],
  ["soon", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  ["99999999999", undefined],
  // Date.parse reads all of these as dates.
  ["5 apples", undefined],
  ["2026", 2_026_000],
  ["2026-11-23", undefined],
  ["Sunday", undefined],
  ["Sun, 99 Nov 1994 08:49:37 GMT", undefined],
  ["0", 0],
  ["7", 7000],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 7000],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 7000],
  ["Sun Nov  6 08:49:37 1994", 7000],
  ["Sun, 06 Nov 1994 08:49:00 GMT", 0],
])("retry-after %j is %s ms", (header, milliseconds) => {
  expect(parseRetryAfter(header, now)).toBe(milliseconds)
})
