import { expect, test } from "vitest"
import { explainRule, verifyContract, verifyRules, writeHar, writeReport } from "../../src/index.ts"
import { allFaults } from "./faults/all-faults.ts"
import { readContract } from "./support/contract.ts"
import { createCorrectServer } from "./support/correct-server.ts"
import { issueToken } from "./support/tokens.ts"

const contract = await readContract()
const token = issueToken()

function createFaulty(name: string) {
  const fault = allFaults.find((one) => one.name === name)
  if (fault === undefined) throw new Error(`There is no fault "${name}".`)
  return fault.create()
}

const leaking = await verifyContract({
  contract,
  fetch: createFaulty("quotes the token"),
  token,
  seed: 1,
  groups: ["boundaries", "leaks"],
  target: "http://localhost:3000",
})

const formats = {
  text: writeReport(leaking, "text"),
  json: writeReport(leaking, "json"),
  junit: writeReport(leaking, "junit"),
  github: writeReport(leaking, "github-actions"),
  colored: writeReport(leaking, "text", true),
  har: writeHar(leaking),
}

test.each(Object.entries(formats))("the %s report contains no part of the token", (_name, text) => {
  for (const part of token.split(".")) expect(text).not.toContain(part)
  expect(text).toContain("$TOKEN")
})

test("a finding has a rule, the sent request, the response, and a command that reproduces it", () => {
  const finding = leaking.findings.find(({ rule }) => rule === "leak-credential")
  expect(finding).toMatchObject({ severity: "error", operation: "createLabOrder" })
  expect(finding?.curl).toMatch(/^curl -X POST '.+\/v1\/labs\/orders' .*Bearer \$TOKEN"/)
  expect(finding?.response).toContain("$TOKEN")
  expect(finding?.further).toBeGreaterThan(10)
  expect(finding?.reproduce).toBe(
    `npx --no contract verify http://localhost:3000 --token "$TOKEN" --seed 1 --case ${finding?.caseId}`,
  )
})

test("the case of a finding reproduces it", async () => {
  const options = {
    contract,
    token,
    seed: 5,
    fetch: createFaulty("fails on a right-to-left mark"),
  }
  const { findings } = await verifyContract({ ...options, groups: ["fuzz"] })
  const [finding] = findings
  expect(finding?.rule).toBe("server-error")
  const again = await verifyContract({ ...options, caseId: finding?.caseId ?? "" })
  const ofCase = findings.filter(({ caseId }) => caseId === finding?.caseId)
  const requests = ofCase.map(({ rule, curl }) => [rule, withoutKey(curl)])
  expect(again.findings.map(({ rule, curl }) => [rule, withoutKey(curl)])).toEqual(requests)
})

/** Keys are new in each run, because a service remembers them. */
function withoutKey(curl: string): string {
  return curl.replace(/idempotency-key: [\w-]+/, "idempotency-key")
}

test("an unknown case is rejected", async () => {
  const run = verifyContract({ contract, token, fetch: createCorrectServer(), caseId: "x" })
  await expect(run).rejects.toThrow('Unknown case "x". Copy the ID from a finding.')
})

test("the text of a report ends with the numbers of findings, cases, and requests", () => {
  const text = writeReport(leaking, "text")
  expect(text.split("\n").at(-1)).toMatch(
    /^http:\/\/localhost:3000: \d+ errors?, 14 warnings \(\d+ cases, \d+ requests, \d+ orders, [\d.]+ s, seed 1\)$/,
  )
  expect(text).toContain("Declared statuses that no response had: createLabOrder 502")
  expect(text).not.toContain("\u001B")
})

test("the JSON of a report has the findings, skipped cases, and coverage", () => {
  const report = JSON.parse(writeReport(leaking, "json")) as Record<string, unknown>
  expect(report).toMatchObject({ passed: false, seed: 1, target: "http://localhost:3000" })
  expect(Object.keys(report)).toEqual(
    expect.arrayContaining(["findings", "skipped", "coverage", "cases", "requests", "orders"]),
  )
})

test("the JUnit report has one test per rule and one failure per error", () => {
  const xml = writeReport(leaking, "junit")
  const errors = leaking.findings.filter(({ severity }) => severity === "error")
  expect(xml.match(/<testcase /g)).toHaveLength(Object.keys(verifyRules).length)
  expect(xml.match(/<failure /g)).toHaveLength(errors.length)
  expect(xml).not.toMatch(/&(?!(amp|lt|gt|quot);)/)
})

test("the GitHub report annotates each finding in one line", () => {
  const lines = writeReport(leaking, "github-actions").split("\n")
  const annotations = lines.filter((line) => /^::(error|warning) title=[^:]+::/.test(line))
  expect(annotations).toHaveLength(leaking.findings.length)
})

test("the HAR has each request with its response", () => {
  const { log } = JSON.parse(writeHar(leaking)) as {
    readonly log: {
      readonly entries: readonly { readonly response: { readonly status: number } }[]
    }
  }
  expect(log.entries).toHaveLength(leaking.requests)
  expect(log.entries[0]?.response.status).toBe(201)
})

test.each(Object.keys(verifyRules))("explains the rule %s", (rule) => {
  expect(explainRule(rule)).toMatch(
    /^# .+\n\n.+\n\n\*\*Rule:\*\* .+\n\n\*\*Reason:\*\* .+\n\n\*\*Fix:\*\* .+$/,
  )
})

test("an unknown rule is rejected with the known rules", () => {
  expect(() => explainRule("toString")).toThrow(/^Unknown rule "toString"\. Expected one of: ex/)
})
