import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { errorCodes } from "@loop-health/integrations-contract"
import type { LedgerRow } from "@loop-health/integrations-server"
import { expect, test } from "vitest"
import { calculateCapacity, readOrderCost } from "../src/benchmarks/capacity.ts"
import { operations } from "../src/contract/document.ts"
import { operationLinks } from "../src/contract/links.ts"
import { transitions } from "../src/diagrams/ledger-states.ts"
import { steps } from "../src/diagrams/request-lifecycle.ts"
import { findRoot } from "../src/repository.ts"
import { alertId, alerts } from "../src/runbook/alerts.ts"
import { readSections } from "../src/runbook/pages.ts"

const codes = Object.keys(errorCodes).toSorted()

test("the runbook has steps for each error code of the contract", () => {
  const sections = readSections("codes")
  expect([...sections.keys()].toSorted()).toEqual(codes)
  for (const text of sections.values()) {
    expect(text).toMatch(/^- Audit: [^]*\n- Check: [^]*\n- Action: /)
  }
})

test("the runbook has steps for each alert, at the address of its rule", () => {
  expect([...readSections("alerts").keys()]).toEqual(alerts().map(({ alert }) => alert))
  for (const alert of alerts()) {
    const name = alert.alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()
    expect(alertId(alert)).toBe(`runbook/${name}`)
  }
})

test("the picture of a request has every error code", () => {
  const drawn = steps.flatMap(({ responses }) => responses.map((text) => text.split(" ")[1] ?? ""))
  // `internal_error` can occur in any step. The text below the picture describes it.
  const inSteps = codes.filter((code) => code !== "internal_error")
  const beforeTheContract = [
    "bad_request",
    "request_timeout",
    "expectation_failed",
    "headers_too_large",
    "not_implemented",
    "http_version_not_supported",
    "not_found",
    "method_not_allowed",
  ]
  expect(new Set(drawn)).toEqual(new Set([...inSteps, ...beforeTheContract, "idempotent-replayed"]))
})

test("the picture of an order has the states of a row", () => {
  const states: Readonly<Record<LedgerRow["state"], true>> = {
    started: true,
    unfinished: true,
    rejected: true,
    placed: true,
  }
  const drawn = transitions.flatMap(([from, to]) => [from, to])
  expect(new Set(drawn)).toEqual(new Set(["no row", ...Object.keys(states)]))
})

test("every path of the architecture page exists", () => {
  const page = join(findRoot(), "packages/docs/src/content/docs/architecture.mdx")
  const paths = [...readFileSync(page, "utf8").matchAll(/`([\w/{,-]+\/[\w/{},.-]*)`/g)]
    .map(([, path = ""]) => path)
    .flatMap((path) => {
      const [, before = "", choices = "", after = ""] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? []
      return choices === "" ? [path] : choices.split(",").map((name) => before + name + after)
    })
  const folders = ["", "packages", "packages/server/src"].map((name) => join(findRoot(), name))
  expect(paths.length).toBeGreaterThan(20)
  expect(paths.filter((path) => !folders.some((folder) => existsSync(join(folder, path))))).toEqual(
    [],
  )
})

test("the capacity page multiplies the cost of one order by the rate", () => {
  const cost = { serverCpu: 600, databaseCpu: 60, diskBytes: 1_000, walBytes: 2_000 }
  const rows = Object.fromEntries(
    calculateCapacity(cost, [10, 10_000]).map(([title, ...values]) => [title, values]),
  )
  expect(rows).toMatchObject({
    "cores for the server": [0.01, 10],
    "processes, at least 2": [2, 20],
    "connections to PostgreSQL": [8, 80],
    "cores for PostgreSQL": [0.001, 1],
    "WAL of PostgreSQL, MB/s": [0.02, 20],
    "new rows, GB per day": [0.864, 864],
  })
  for (const value of Object.values(readOrderCost())) expect(value).toBeGreaterThan(0)
})

test("the sidebar lists operations only if they are few", () => {
  const [operation] = operations()
  if (operation === undefined) throw new Error("The contract has no operation.")
  expect(operationLinks([operation])).toEqual([
    { label: "POST /v1/labs/orders", link: "/endpoints/post-v1-labs-orders/" },
  ])
  expect(operationLinks(Array.from({ length: 51 }, () => operation))).toEqual([])
})
