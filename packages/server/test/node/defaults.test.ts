import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { variables } from "../../src/node/config/variables.ts"
import { applyDefaults, defaults } from "../../src/node/defaults.ts"

const sources = {
  "handler.ts": { maxConcurrent: defaults.maxConcurrentRequests, settleMs: defaults.settleMs },
  "node/service.ts": defaults,
  "node/http/serve.ts": {
    headersTimeoutMs: defaults.headersTimeoutMs,
    requestTimeoutMs: defaults.requestTimeoutMs,
    keepAliveTimeoutMs: defaults.keepAliveTimeoutMs,
    maxConnections: defaults.maxConnections,
  },
  "orders/reconcile.ts": { settleMs: defaults.settleMs },
}

test.each(
  Object.entries(sources).flatMap(([file, options]) =>
    Object.entries(options).map(([option, value]) => [file, option, value] as const),
  ),
)("the docstring in %s states the default of %s", (file, option, value) => {
  const text = readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8")
  const docstring = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*readonly ${option}\\?:`).exec(
    text,
  )?.[1]
  const shown = option === "port" ? String(value) : value.toLocaleString("en-US")
  expect(docstring?.replaceAll(/\s*\n\s*\* ?/g, " ")).toContain(`Default: ${shown}.`)
})

test("an option that is undefined has its default", () => {
  expect(applyDefaults({ port: undefined, drainTimeoutMs: undefined, settleMs: 5 })).toEqual({
    ...defaults,
    settleMs: 5,
  })
})

test("every default of a deployment can be set by a variable with that default", () => {
  const texts = Object.values(variables).map(({ defaultText }) => defaultText)
  for (const value of Object.values(defaults)) expect(texts).toContain(String(value))
})
