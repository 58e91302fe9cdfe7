import { createMockFetch } from "@loop-health/integrations-mocks"
import { expect, test } from "vitest"
import type { VerifyOptions } from "../../src/verify/options.ts"
import { verifyContract } from "../../src/verify/verify-contract.ts"
import { readContract } from "./support/contract.ts"
import { createCorrectServer } from "./support/correct-server.ts"
import { issueToken } from "./support/tokens.ts"

const contract = await readContract()
const seeds = Array.from({ length: 20 }, (_, seed) => seed)

/** The groups with random values. The cases of the other groups are the same for each seed. */
const seededGroups = ["fuzz", "intents", "leaks"] as const

/** The only finding that is right: a documented rule of the server. */
const allowed = "narrower-than-document"

async function findErrors(options: Omit<VerifyOptions, "contract">): Promise<readonly string[]> {
  const { findings, skipped, disputed } = await verifyContract({
    contract,
    ...(options.seed === 0 ? {} : { groups: seededGroups }),
    ...options,
  })
  expect(disputed).toBe(0)
  expect(skipped.filter(({ reason }) => !/^This check requires (--|the URL)/.test(reason))).toEqual(
    [],
  )
  return findings
    .filter(({ rule }) => rule !== allowed)
    .map(({ rule, caseId, message }) => `${rule} ${caseId} ${message}`)
}

test.each(seeds)("the server has no finding with seed %d", async (seed) => {
  const errors = await findErrors({
    fetch: createCorrectServer(),
    seed,
    token: issueToken(),
    otherToken: issueToken({ sub: "user_b" }),
    getToken: async (claims) => issueToken(claims),
  })
  expect(errors).toEqual([])
})

test.each(seeds)("the mocks have no finding with seed %d", async (seed) => {
  expect(await findErrors({ fetch: createMockFetch(), seed })).toEqual([])
})

const origins = ["https://app.example", "http://localhost:5173"]

test.each([
  ["an unstated origin", createCorrectServer({ origins }), []],
  ["stated origins", createCorrectServer({ origins }), origins],
  ["no origins", createCorrectServer(), []],
  ["every origin", createMockFetch(), []],
] as const)("a server that allows %s has no finding about pages", async (_name, fetch, stated) => {
  const token = issueToken()
  expect(await findErrors({ fetch, origins: stated, groups: ["cors"], seed: 1, token })).toEqual([])
})

test("each narrower field of the server has one warning", async () => {
  const { findings, passed } = await verifyContract({
    contract,
    fetch: createCorrectServer(),
    token: issueToken(),
    seed: 1,
    groups: ["boundaries"],
  })
  expect(passed).toBe(true)
  expect(findings.map(({ rule, severity, field }) => `${severity} ${rule} ${field}`)).toEqual(
    [
      "/patient/first_name",
      "/patient/last_name",
      "/patient/dob",
      "/patient/phone",
      "/patient/sex",
      "/address/line1",
      "/address/line2",
      "/address/city",
      "/address/state",
      "/address/zip",
      "/address/country",
      "/total_cents",
      "/currency",
      "/patient_id",
    ].map((field) => `warning narrower-than-document ${field}`),
  )
})

test("a narrower field without x-narrower is an error", async () => {
  const text = JSON.stringify(contract, (name, value: unknown) =>
    name === "x-narrower" ? undefined : value,
  )
  const { findings } = await verifyContract({
    contract: JSON.parse(text) as object,
    fetch: createCorrectServer(),
    token: issueToken(),
    seed: 1,
    groups: ["boundaries"],
  })
  expect(findings.map(({ rule }) => rule)).toEqual(
    Array.from({ length: 14 }, () => "valid-value-rejected"),
  )
})
