import { expect, test } from "vitest"
import document from "../src/generated/openapi.gen.json" with { type: "json" }
import { createLabOrder, labOrderFields, panelSlugs } from "../src/index.ts"
import {
  validateApiError,
  validateIdempotencyKey,
  validateLabOrder,
  validateLabOrderRequest,
} from "../src/validators.ts"

const examples =
  document.paths["/v1/labs/orders"].post.requestBody.content["application/json"].examples
const complete = examples.complete.value
const minimal = examples.minimal.value

/**
 * Returns the request with one field set from JSON text, because JSON permits values such as 1e400.
 */
function requestWith(path: string, json: string | undefined): unknown {
  const request = structuredClone(complete) as Record<string, unknown>
  const names = path.slice(1).split("/")
  const last = names.pop() as string
  const parent = names.reduce((node, name) => node[name] as Record<string, unknown>, request)
  if (json === undefined) {
    delete parent[last]
    return request
  }
  parent[last] = "@@"
  return JSON.parse(JSON.stringify(request).replace('"@@"', json))
}

function issuesOf(value: unknown) {
  const validation = validateLabOrderRequest(value)
  return validation.valid ? [] : validation.issues
}

test.each([
  // missing, null, and empty where the contract does not permit it
  ["/panel_slug", undefined, "is required"],
  ["/panel_slug", '"WELLNESS"', `must be one of: ${panelSlugs.join(", ")}`],
  ["/panel_slug", "null", "must be a string"],
  ["/patient", undefined, "is required"],
  ["/patient", "null", "must be an object"],
  ["/patient", "[]", "must be an object"],
  ["/patient/first_name", undefined, "is required"],
  ["/patient/first_name", "null", "must be a string"],
  ["/patient/first_name", '""', "must not be empty"],
  ["/patient/last_name", "7", "must be a string"],
  ["/patient/dob", '""', "must not be empty"],
  ["/patient/phone", "null", "must be a string"],
  ["/patient/sex", '""', "must not be empty"],
  ["/address/line2", "null", "must be a string"],
  ["/address/zip", "60601", "must be a string"],
  ["/address/country", undefined, "is required"],
  ["/patient_id", '""', "must not be empty"],
  // integers
  ["/total_cents", "-1", "must be at least 0"],
  ["/total_cents", "1.5", "must be an integer or null"],
  ["/total_cents", '"5"', "must be an integer or null"],
  ["/total_cents", "true", "must be an integer or null"],
  ["/total_cents", "1e400", "must be an integer or null"],
  // code points, not UTF-16 units: two emoji are two characters
  ["/currency", '"😀😀"', "must have at least 3 characters"],
  ["/currency", '"USDUSDUSD"', "must have at most 8 characters"],
  // email
  ["/patient/email", '"josé@example.com"', "must be an email address"],
  ["/patient/email", '"ada@example.com\\n"', "must be an email address"],
  ["/patient/email", '""', "must be an email address"],
])("a request whose %s is %s is rejected with the rule: %s", (path, json, message) => {
  expect(issuesOf(requestWith(path, json))).toContainEqual({ path, message })
})

test.each([
  ["/total_cents", "null"],
  ["/total_cents", "0"],
  ["/total_cents", "-0"],
  ["/total_cents", "1.0"],
  ["/total_cents", "1e3"],
  ["/total_cents", "9007199254740993"],
  ["/total_cents", undefined],
  ["/currency", "null"],
  ["/currency", '"😀😀😀😀😀"'],
  ["/patient_id", "null"],
  ["/patient_id", '" "'],
  ["/patient/first_name", '" "'],
  ["/patient/dob", '"not a date"'],
  ["/patient/email", '"o\'hara@example.com"'],
  ["/patient/email", '"a@b.c"'],
  ["/patient/email", '"a@localhost"'],
  ["/patient/email", '"\\"a b\\"@example.com"'],
  ["/patient/phone", undefined],
  ["/address/line2", undefined],
  ["/anything_else", '{"nested":[1,null]}'],
  ["/patient/anything_else", "null"],
])("a request whose %s is %s is accepted", (path, json) => {
  expect(issuesOf(requestWith(path, json))).toEqual([])
})

test.each(["null", "[]", '"text"', "1", "true"])(
  "the body %s is rejected because it is not an object",
  (json) => {
    expect(issuesOf(JSON.parse(json))).toEqual([{ path: "", message: "must be an object" }])
  },
)

test("a field named __proto__ is an unknown field", () => {
  const polluted: unknown = JSON.parse(
    `{"__proto__":${JSON.stringify(minimal)},"constructor":{"prototype":{}}}`,
  )
  expect(issuesOf(polluted).map((issue) => issue.path)).toEqual([
    "/panel_slug",
    "/patient",
    "/address",
  ])
  expect(issuesOf({ ...minimal, constructor: 1 })).toEqual([])
})

test("an unknown field can have 100,000 levels", () => {
  const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)
  expect(issuesOf({ ...minimal, deep })).toEqual([])
})

test("issues have the contract's order and contain no values of the request", () => {
  const secret = "Zephyrine"
  const issues = issuesOf({
    patient_id: 5,
    address: { line1: secret, city: "", state: 5, zip: secret, country: secret },
    patient: { email: secret, sex: "", last_name: secret, dob: secret },
    panel_slug: secret,
  })
  expect(issues.map((issue) => issue.path)).toEqual([
    "/panel_slug",
    "/patient/first_name",
    "/patient/email",
    "/patient/sex",
    "/address/city",
    "/address/state",
    "/patient_id",
  ])
  expect(JSON.stringify(issues)).not.toContain(secret)
})

test("validation does not change the value", () => {
  const request = requestWith("/total_cents", "1.0")
  const before = JSON.stringify(request)
  const validation = validateLabOrderRequest(Object.freeze(request))
  expect(validation).toEqual({ valid: true, value: request })
  expect(JSON.stringify(request)).toBe(before)
})

test.each([
  ["a".repeat(255), true],
  ["!~", true],
  ["", false],
  ["a".repeat(256), false],
  ["two parts", false],
  ["tab\t", false],
  ["ключ", false],
])("the idempotency key %j is valid: %s", (key, valid) => {
  expect(validateIdempotencyKey(key).valid).toBe(valid)
})

test("a 201 must have all fourteen fields, with null only where declared", () => {
  const order =
    document.paths["/v1/labs/orders"].post.responses[201].content["application/json"].examples
      .created.value
  expect(Object.keys(order)).toEqual(labOrderFields)
  expect(validateLabOrder(order).valid).toBe(true)
  for (const field of labOrderFields) {
    const { [field]: _, ...rest } = order
    expect(validateLabOrder(rest)).toMatchObject({
      issues: [{ path: `/${field}`, message: "is required" }],
    })
  }
  expect(validateLabOrder({ ...order, status: null }).valid).toBe(false)
  expect(validateLabOrder({ ...order, patient_id: null }).valid).toBe(true)
})

test("details are optional in an error body", () => {
  expect(validateApiError({ error: "x", message: "y" }).valid).toBe(true)
  expect(validateApiError({ error: "x", message: "y", details: [{ path: "/a" }] }).valid).toBe(
    false,
  )
  expect(validateApiError({ error: "x" }).valid).toBe(false)
})

// A tool that sends both examples with one key would get `idempotency_key_reused`.
test("each example request has an example key of its own", () => {
  const keys = document.components.parameters.IdempotencyKey.examples
  expect(Object.keys(keys)).toEqual(Object.keys(examples))
  const values = Object.values(keys).map(({ value }) => value)
  expect(new Set(values).size).toBe(Object.keys(examples).length)
  expect(values.every((value) => validateIdempotencyKey(value).valid)).toBe(true)
})

test("every example in the contract is valid, and every declared status is exported", () => {
  for (const { value } of Object.values(examples)) expect(issuesOf(value)).toEqual([])
  const { responses } = document.paths["/v1/labs/orders"].post
  expect([createLabOrder.successStatus, ...createLabOrder.errorStatuses].map(String)).toEqual(
    Object.keys(responses),
  )
  for (const status of [400, 401, 502] as const) {
    for (const { value } of Object.values(
      responses[status].content["application/json"].examples as Record<string, { value: unknown }>,
    )) {
      expect(validateApiError(value).valid).toBe(true)
    }
  }
})
