import { afterEach, expect, test, vi } from "vitest"
import { createMockFetch } from "../src/index.ts"
import { createMockHandlers } from "../src/msw.ts"

afterEach(() => {
  vi.unstubAllGlobals()
})

test.each([createMockFetch, createMockHandlers])("%o throws below Node 22", (create) => {
  vi.stubGlobal("process", { versions: { node: "20.20.2" } })
  expect(create).toThrow(
    "@loop-health/integrations-mocks requires Node 22 or newer, but this is Node 20.20.2. Install a newer Node.",
  )
  vi.stubGlobal("process", { versions: { node: "22.0.0" } })
  expect(create).not.toThrow()
})

test("a page without process creates a mock", () => {
  vi.stubGlobal("process", undefined)
  expect(createMockFetch).not.toThrow()
})
