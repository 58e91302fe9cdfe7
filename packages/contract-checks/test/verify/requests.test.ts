import { execFileSync } from "node:child_process"
import fc from "fast-check"
import { expect, test } from "vitest"
import { containsValue, containsWindow } from "../../src/verify/checks/contains-value.ts"
import { readDocument } from "../../src/verify/read-document/read-document.ts"
import { toCurl } from "../../src/verify/requests/curl.ts"
import { createKey } from "../../src/verify/requests/idempotency-keys.ts"
import { withoutField, writeJson } from "../../src/verify/requests/json-text.ts"
import { validatorFor } from "../../src/verify/schema-validator.ts"

/** Runs a curl line in a shell, in which curl prints its arguments and its input. */
function runCurl(line: string, token: string): readonly string[] {
  const curl = `curl() { for a in "$@"; do printf '%s\\0' "$a"; done; [ "$a" = @- ] && cat; true; }`
  const output = execFileSync("sh", ["-c", `${curl}\n${line}`], {
    env: { ...process.env, TOKEN: token },
    encoding: "utf8",
  })
  return output.split("\0")
}

test("a curl line sends the request as it was, with the token of the shell", () => {
  const request = {
    method: "POST",
    path: "/orders?a='b'",
    headers: [
      ["authorization", "Bearer $TOKEN"],
      ["x-text", 'it\'s "$HOME" `id` \\ $TOKEN'],
    ],
    body: `{"name":"O'Hara $HOME"}`,
  } as const
  expect(runCurl(toCurl(request, "http://localhost:3000"), "secret")).toEqual([
    "-X",
    "POST",
    "http://localhost:3000/orders?a='b'",
    "-H",
    "authorization: Bearer secret",
    "-H",
    'x-text: it\'s "$HOME" `id` \\ secret',
    "--data-binary",
    `{"name":"O'Hara $HOME"}`,
    "",
  ])
})

test("a curl line sends bytes that are not text", () => {
  const body = Uint8Array.of(0x7b, 0x41, 0x0a, 0x7d)
  const line = toCurl({ method: "POST", path: "/", headers: [], body }, "http://localhost")
  expect(runCurl(line, "").at(-1)).toBe("{A\n}")
})

test("writeJson replaces the value at a pointer by any text", () => {
  const value = { a: { b: [1, 2] }, "c/d": null }
  expect(writeJson(value, ["a", "b", "1"], "1.0")).toBe('{"a":{"b":[1,1.0]},"c/d":null}')
  expect(writeJson(value, ["c/d"], '"\\ud800"')).toBe('{"a":{"b":[1,2]},"c/d":"\\ud800"}')
  expect(writeJson(value, ["a", "new"], "7")).toBe('{"a":{"b":[1,2],"new":7},"c/d":null}')
  expect(writeJson(value, [], "[]")).toBe("[]")
  expect(withoutField(value, ["a", "b"])).toEqual({ a: {}, "c/d": null })
})

test.each([
  {},
  { format: "uuid" },
  { pattern: "^[0-9]+$" },
  { maxLength: 32 },
  { pattern: "^ord_[0-9a-z]{12}$" },
])("a key satisfies the header's schema %j, and is new for each seed", (schema) => {
  const parameter = {
    name: "Idempotency-Key",
    in: "header",
    schema: { type: "string", ...schema },
    example: "ord_000000000000",
  }
  const { operations } = readDocument({
    openapi: "3.1.0",
    paths: { "/orders": { post: { parameters: [parameter], responses: {} } } },
  })
  const [operation] = operations
  if (operation === undefined) throw new Error("The document has no operation.")
  const keys = Array.from({ length: 50 }, (_, index) => createKey(operation, `seed ${index}`))
  expect(new Set(keys).size).toBe(50)
  const validator = validatorFor(parameter.schema)
  expect(keys.map((key) => validator.verdict(key))).toEqual(keys.map(() => "valid"))
  expect(createKey(operation, "seed 0")).toBe(keys[0])
})

test.each([
  ["plain", "the name Ramirez is", "Ramirez"],
  ["other case", "RAMIREZ", "Ramirez"],
  ["URL-encoded", "a=1%20Sample%20Street", "1 Sample Street"],
  ["base64", "eC=MSBTYW1wbGUgU3RyZWV0", "1 Sample Street"],
  ["hexadecimal", "52616d6972657a", "Ramirez"],
  ["reversed", "zerimaR", "Ramirez"],
  ["JSON-escaped", 'say \\"hello\\" twice', 'say "hello" twice'],
  ["other digits", "call (312) 555-0142", "+13125550142"],
])("a sent value is found in %s form", (_form, text, value) => {
  expect(containsValue(text, value)).toBe(true)
})

test.each([
  ["the digits in an ID", "id 7f60601a", "60601"],
  ["a short value", "Ada", "Ada"],
  ["a value of few letters", "aaaaaaaa", "aaaaaaaa"],
])("%s is no sent value", (_what, text, value) => {
  expect(containsValue(text, value)).toBe(false)
})

test("each part of a canary is found", () => {
  fc.assert(
    fc.property(fc.nat(9), fc.integer({ min: 6, max: 10 }), (start, length) => {
      const canary = "Zabcdefghjkmnpqrs"
      const part = canary.slice(start, start + length)
      expect(containsWindow(`near ${part}.`, canary)).toBe(part.length >= 6)
    }),
  )
})
