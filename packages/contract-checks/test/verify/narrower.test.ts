import { expect, test } from "vitest"
import { isExplained, type ProbeKind } from "../../src/verify/cases/boundaries/probe.ts"

const other = '{"error":"validation_error","message":"Invalid."}'

function explains(rule: string, kind: ProbeKind, response = other): boolean {
  const schemas = [{ type: "string", "x-narrower": [rule] }]
  return isExplained({ pointer: ["name"], value: "text", schemas }, kind, response)
}

test.each([
  ["must not contain the character U+0000", ["characters"]],
  ["must not contain control characters", ["characters"]],
  ["must be at most 9007199254740991", ["range"]],
  ["must be at most 9,007,199,254,740,991", ["range"]],
  ["must be at most 50 characters", ["length"]],
  ["must not contain the character U+0000 or more than 255 characters", ["characters", "length"]],
  ["must not be blank", ["value"]],
  [
    "must be a US phone number, or + and 10 to 15 digits",
    ["characters", "length", "range", "value"],
  ],
])('the rule "%s" explains rejections only of its property', (rule, kinds) => {
  const all = ["characters", "known", "length", "range", "value"] as const
  expect(all.filter((kind) => explains(rule, kind))).toEqual(kinds)
})

test("a rule that the response quotes explains every rejection", () => {
  const rule = 'must be "US" in 2 characters'
  expect(explains(rule, "known")).toBe(false)
  expect(explains(rule, "known", JSON.stringify({ message: `/country: ${rule}` }))).toBe(true)
})
