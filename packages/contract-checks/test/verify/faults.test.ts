import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { allFaults } from "./faults/all-faults.ts"
import { findFault } from "./faults/find-fault.ts"
import { readRows } from "./faults/table.ts"

test.each(allFaults)("finds a server that $name", async (fault) => {
  const rules = await findFault(fault)
  expect(rules).toContain(fault.rule)
})

test("the committed table lists every fault with its rule", async () => {
  const table = await readFile(new URL("./faults/faults.md", import.meta.url), "utf8")
  expect(readRows(table)).toEqual(allFaults.map(({ name, group, rule }) => [name, group, rule]))
  expect(allFaults.length).toBeGreaterThanOrEqual(60)
  expect(new Set(allFaults.map(({ name }) => name)).size).toBe(allFaults.length)
})
