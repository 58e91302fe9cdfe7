import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { lintContract, InputError } from "../src/index.ts"
import {
  createProject,
  contractText,
  labOrders,
  spec,
  textAt,
  type Edit,
} from "./support/project.ts"

const operation = (...path: readonly (string | number)[]) => [...labOrders, ...path]
const schemas = (...path: readonly (string | number)[]) => ["components", "schemas", ...path]

test("the contract has no error, and one warning for the scopes and each member wider than Junction's", async () => {
  const { contract, findings } = await lintContract({ contract: join(spec, "openapi.yaml") })
  expect(contract).toBe(join(spec, "openapi.yaml"))
  expect(findings.map(({ severity, rule, location }) => `${severity} ${rule} ${location}`)).toEqual(
    [
      "warning scopes-undeclared createLabOrder",
      ...Array<string>(8).fill("warning wider-than-upstream createLabOrder"),
    ],
  )
  // The words of the owner's page.
  expect(findings[0]?.message).toBe("no scope declared — review service config")
  expect(await readFile(join(spec, "seed/page.txt"), "utf8")).toContain(`(${findings[0]?.message})`)
  expect(findings[0] && (await textAt(findings[0]))).toBe("x-scopes-state: undeclared")
})

const codesOf = (status: string, ...path: readonly string[]) =>
  operation("responses", status, "x-error-codes", ...path)

const violations: readonly {
  name: string
  edit: Edit
  rule: string
  at: string
  message: string
}[] = [
  {
    name: "an operation without an operationId",
    edit: (contract) => contract.deleteIn(operation("operationId")),
    rule: "operation-id",
    at: "post:",
    message: "has no operationId",
  },
  {
    name: "an operation without a security requirement",
    edit: (contract) => contract.deleteIn(operation("security")),
    rule: "security-requirement",
    at: "post:",
    message: "anybody may call it",
  },
  {
    name: "a security requirement that lets anybody in",
    edit: (contract) => contract.addIn(operation("security"), {}),
    rule: "security-requirement",
    at: "{}",
    message: "lets anybody call it",
  },
  {
    name: "a security scheme that does not exist",
    edit: (contract) => contract.setIn(operation("security", 0), { apiKey: [] }),
    rule: "security-requirement",
    at: "apiKey:",
    message: "the security scheme apiKey is not in components.securitySchemes",
  },
  {
    name: "neither scopes nor a stated state",
    edit: (contract) => contract.deleteIn(operation("x-scopes-state")),
    rule: "scopes-state",
    at: "security:",
    message: "lists no scope",
  },
  {
    name: "a state that is not known",
    edit: (contract) => contract.setIn(operation("x-scopes-state"), "later"),
    rule: "scopes-state",
    at: "x-scopes-state: later",
    message: `x-scopes-state can be "undeclared" only`,
  },
  {
    name: "scopes beside a state that says there are none",
    edit: (contract) => contract.setIn(operation("security", 0, "bearerAuth"), ["labs:order"]),
    rule: "scopes-state",
    at: "x-scopes-state:",
    message: "scopes are declared: remove x-scopes-state",
  },
  {
    name: "a failure without a schema for JSON",
    edit: (contract) => contract.deleteIn(operation("responses", "502", "content")),
    rule: "error-schema",
    at: `"502":`,
    message: "the 502 has no application/json schema",
  },
  {
    name: "a failure whose code may be absent",
    edit: (contract) => contract.setIn(schemas("ApiError", "required"), ["message"]),
    rule: "error-schema",
    at: "schema:",
    message: "the body of the 400 has to have the field error",
  },
  {
    name: "a failure whose message is no string",
    edit: (contract) =>
      contract.setIn(schemas("ApiError", "properties", "message", "type"), "integer"),
    rule: "error-schema",
    at: "schema:",
    message: "the field message, a string",
  },
  {
    name: "a failure that lists no codes",
    edit: (contract) => contract.deleteIn(codesOf("401")),
    rule: "error-codes",
    at: `"401":`,
    message: "the 401 has no error codes: add x-error-codes",
  },
  {
    name: "a map of error codes without a code",
    edit: (contract) => contract.setIn(codesOf("401"), {}),
    rule: "error-codes",
    at: "x-error-codes:",
    message: "the 401 has no error codes",
  },
  {
    name: "a list of error codes, which says nothing of their meaning",
    edit: (contract) => contract.setIn(codesOf("401"), ["unauthenticated"]),
    rule: "error-codes",
    at: "x-error-codes:",
    message:
      "write x-error-codes as a map from each code to { retry: never|same_key|new_token, order: not_created|",
  },
  {
    name: "a code that is no map",
    edit: (contract) => contract.setIn(codesOf("401", "token_expired"), "never"),
    rule: "error-codes",
    at: "token_expired:",
    message: "retry of token_expired is missing: expected one of never, same_key, new_token",
  },
  {
    name: "a code without retry",
    edit: (contract) => contract.deleteIn(codesOf("401", "token_expired", "retry")),
    rule: "error-codes",
    at: "token_expired:",
    message: "retry of token_expired is missing: expected one of never, same_key, new_token",
  },
  {
    name: "a retry that is not known",
    edit: (contract) => contract.setIn(codesOf("401", "token_expired", "retry"), "often"),
    rule: "error-codes",
    at: "retry: often",
    message: `retry of token_expired is "often": expected one of never, same_key, new_token`,
  },
  {
    name: "an order that is not known",
    edit: (contract) => contract.setIn(codesOf("502", "overloaded", "order"), true),
    rule: "error-codes",
    at: "order: true",
    message: "order of overloaded is true: expected one of not_created, unknown, in_progress",
  },
  {
    name: "a code whose summary is blank",
    edit: (contract) => contract.setIn(codesOf("502", "overloaded", "summary"), " "),
    rule: "error-codes",
    at: "summary:",
    message: "summary of overloaded must be a text",
  },
  {
    name: "a code without an action",
    edit: (contract) => contract.deleteIn(codesOf("502", "overloaded", "action")),
    rule: "error-codes",
    at: "overloaded:",
    message: "action of overloaded must be a text",
  },
  {
    name: "a code that is no lower-case word",
    edit: (contract) =>
      contract.setIn(
        codesOf("401", "TokenExpired"),
        contract.getIn(codesOf("401", "token_expired")),
      ),
    rule: "error-codes",
    at: "TokenExpired:",
    message: `found "TokenExpired"`,
  },
  {
    name: "a code under two statuses",
    edit: (contract) =>
      contract.setIn(
        codesOf("502", "token_expired"),
        contract.getIn(codesOf("401", "token_expired")),
      ),
    rule: "error-codes",
    at: "token_expired:",
    message: "token_expired is already declared under 401",
  },
  {
    name: "two success statuses",
    edit: (contract) => contract.setIn(operation("responses", "200"), { description: "Also" }),
    rule: "one-success",
    at: "responses:",
    message: "exactly one success status has to be declared; found 200, 201",
  },
  {
    name: "no success status",
    edit: (contract) => contract.deleteIn(operation("responses", "201")),
    rule: "one-success",
    at: "responses:",
    message: "found none",
  },
  {
    name: "what OpenAPI does not know, which is Redocly's to find",
    edit: (contract) => contract.setIn(operation("sumary"), "Typo"),
    rule: "struct",
    at: "sumary:",
    message: "`sumary` is not expected here",
  },
]

test("a request body and a success need a schema that says something, a 204 needs none", async () => {
  const text = await contractText((contract) => {
    contract.deleteIn(operation("requestBody", "content", "application/json", "schema"))
    contract.setIn(operation("responses", "201", "content", "application/json", "schema"), true)
    contract.setIn(operation("responses", "204"), { description: "Nothing" })
  })
  const project = await createProject({ "spec/openapi.yaml": text })
  const { findings } = await lintContract({ workingDirectory: project })
  const found = findings.filter(({ rule }) => rule === "body-schema")
  expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    "error: the request body has no application/json schema that says anything",
    "error: the 201 has no application/json schema that says anything",
  ])
  expect(await Promise.all(found.map(textAt))).toEqual(["application/json:", "schema: true"])
})

test.each(violations)("$name is an error at its place", async ({ edit, rule, at, message }) => {
  const project = await createProject({ "spec/openapi.yaml": await contractText(edit) })
  const { findings } = await lintContract({ workingDirectory: project })
  const errors = findings.filter(({ severity }) => severity === "error")
  const [found] = errors.filter((finding) => finding.rule === rule)
  expect(found?.message).toContain(message)
  expect(found && (await textAt(found))).toSatisfy((text: string) => text.startsWith(at))
  // Redocly has these three too, and would say the same again.
  const redocly = ["operation-operationId", "security-defined", "operation-2xx-response"]
  expect(findings.filter((finding) => redocly.includes(finding.rule))).toEqual([])
})

const declareScopes: Edit = (contract) => {
  contract.setIn(operation("security", 0, "bearerAuth"), ["labs:order"])
  contract.deleteIn(operation("x-scopes-state"))
}

test("once scopes are declared the warning is gone and a 403 is asked for", async () => {
  const project = await createProject({ "spec/openapi.yaml": await contractText(declareScopes) })
  const { findings } = await lintContract({ workingDirectory: project })
  expect(findings.filter(({ rule }) => rule === "scopes-undeclared")).toEqual([])
  const errors = findings.filter(({ severity }) => severity === "error")
  expect(errors.map(({ rule }) => rule)).toEqual(["insufficient-scope"])
  expect(errors[0] && (await textAt(errors[0]))).toBe("responses:")
})

test("declared scopes, a 403 and its code are all that is asked for", async () => {
  const forbid =
    (code: string): Edit =>
    (contract) => {
      const definition = contract.getIn(codesOf("401", "insufficient_scope"))
      contract.deleteIn(codesOf("401", "insufficient_scope"))
      contract.setIn(operation("responses", "403"), {
        description: "Forbidden",
        "x-error-codes": { [code]: definition },
        content: {
          "application/json": { schema: { $ref: "#/components/schemas/ApiError" } },
        },
      })
    }
  const errorsWith = async (edit: Edit) => {
    const text = await contractText(declareScopes, edit)
    const project = await createProject({ "spec/openapi.yaml": text })
    const { findings } = await lintContract({ workingDirectory: project })
    return findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule)
  }
  expect(await errorsWith(forbid("insufficient_scope"))).toEqual([])
  expect(await errorsWith(forbid("forbidden"))).toEqual(["insufficient-scope"])
})

test("a code that another operation defines otherwise is an error at each difference", async () => {
  const text = await contractText((contract) => {
    const other = parse(String(contract.getIn(labOrders))) as object
    const path = ["paths", "/v1/other", "post"]
    contract.setIn(path, contract.createNode({ ...other, operationId: "createOther" }))
    const definition = [...path, "responses", "401", "x-error-codes", "token_expired"]
    contract.setIn([...definition, "retry"], "same_key")
    contract.setIn([...definition, "action"], "Wait.")
  })
  const project = await createProject({ "spec/openapi.yaml": text })
  const { findings } = await lintContract({ workingDirectory: project })
  const found = findings.filter(({ rule }) => rule === "error-codes")
  expect(found.map(({ location, message }) => `${location}: ${message}`)).toEqual(
    ["retry", "action"].map(
      (field) =>
        `createOther: ${field} of token_expired differs from its definition in createLabOrder: write the same definition in both`,
    ),
  )
  expect(await Promise.all(found.map(textAt))).toEqual(["retry: same_key", "action: Wait."])
})

test("scopes that the whole document declares hold for its operations", async () => {
  const edit: Edit = (contract) => {
    contract.deleteIn(operation("security"))
    contract.deleteIn(operation("x-scopes-state"))
    contract.set("security", [{ bearerAuth: ["labs:order"] }])
  }
  const project = await createProject({ "spec/openapi.yaml": await contractText(edit) })
  const { findings } = await lintContract({ workingDirectory: project })
  const errors = findings.filter(({ severity }) => severity === "error")
  expect(errors.map(({ rule }) => rule)).toEqual(["insufficient-scope"])
})

test("what cannot be read, or is no OpenAPI document, is refused with its place", async () => {
  const lint = async (text: string) =>
    lintContract({ workingDirectory: await createProject({ "spec/openapi.yaml": text }) })
  await expect(lint("openapi: 3.1.1\npaths: [\n")).rejects.toThrow(/openapi\.yaml:3:1: is no YAML/)
  await expect(lint("- openapi\n")).rejects.toThrow(/openapi\.yaml: is no OpenAPI document/)
  await expect(lint("swagger: none\n")).rejects.toThrow(InputError)
  await expect(lintContract({ contract: "/nowhere.yaml" })).rejects.toThrow(/cannot be read/)
})
