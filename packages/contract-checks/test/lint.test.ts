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

test("the contract has no error, and a warning for the scopes and for each field wider than Junction's", async () => {
  const { contract, findings } = await lintContract({ contract: join(spec, "openapi.yaml") })
  expect(contract).toBe(join(spec, "openapi.yaml"))
  expect(findings.map(({ severity, rule, location }) => `${severity} ${rule} ${location}`)).toEqual(
    [
      "warning scopes-undeclared createLabOrder",
      ...Array<string>(8).fill("warning wider-than-upstream createLabOrder"),
    ],
  )
  // Quoted from the API page.
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
    message: "The operation has no operationId",
  },
  {
    name: "an operation without a security requirement",
    edit: (contract) => contract.deleteIn(operation("security")),
    rule: "security-requirement",
    at: "post:",
    message: "clients without a token can call it",
  },
  {
    name: "an empty security requirement",
    edit: (contract) => contract.addIn(operation("security"), {}),
    rule: "security-requirement",
    at: "{}",
    message: "allows calls without a token",
  },
  {
    name: "a security scheme that does not exist",
    edit: (contract) => contract.setIn(operation("security", 0), { apiKey: [] }),
    rule: "security-requirement",
    at: "apiKey:",
    message: "The security scheme apiKey is not in components.securitySchemes",
  },
  {
    name: "a requirement without scopes and without x-scopes-state",
    edit: (contract) => contract.deleteIn(operation("x-scopes-state")),
    rule: "scopes-state",
    at: "security:",
    message: "lists no scope",
  },
  {
    name: "an unknown x-scopes-state",
    edit: (contract) => contract.setIn(operation("x-scopes-state"), "later"),
    rule: "scopes-state",
    at: "x-scopes-state: later",
    message: `Invalid value of x-scopes-state. Expected "undeclared".`,
  },
  {
    name: "scopes beside x-scopes-state",
    edit: (contract) => contract.setIn(operation("security", 0, "bearerAuth"), ["labs:order"]),
    rule: "scopes-state",
    at: "x-scopes-state:",
    message: "The operation declares scopes, so x-scopes-state is not allowed. Remove this line.",
  },
  {
    name: "an error response without a JSON schema",
    edit: (contract) => contract.deleteIn(operation("responses", "502", "content")),
    rule: "error-schema",
    at: `"502":`,
    message: "The 502 response has no application/json schema",
  },
  {
    name: "an error response whose code is optional",
    edit: (contract) => contract.setIn(schemas("ApiError", "required"), ["message"]),
    rule: "error-schema",
    at: "schema:",
    message: "The body of the 400 response must have the required string field error",
  },
  {
    name: "an error response whose message is not a string",
    edit: (contract) =>
      contract.setIn(schemas("ApiError", "properties", "message", "type"), "integer"),
    rule: "error-schema",
    at: "schema:",
    message: "the required string field message",
  },
  {
    name: "an error response without error codes",
    edit: (contract) => contract.deleteIn(codesOf("401")),
    rule: "error-codes",
    at: `"401":`,
    message: "The 401 response has no error codes",
  },
  {
    name: "an empty map of error codes",
    edit: (contract) => contract.setIn(codesOf("401"), {}),
    rule: "error-codes",
    at: "x-error-codes:",
    message: "The 401 response has no error codes",
  },
  {
    name: "a list of error codes without definitions",
    edit: (contract) => contract.setIn(codesOf("401"), ["unauthenticated"]),
    rule: "error-codes",
    at: "x-error-codes:",
    message:
      "Write x-error-codes as a map from each code to { retry: never|same_key|new_token, order: not_created|",
  },
  {
    name: "an error code whose definition is not a map",
    edit: (contract) => contract.setIn(codesOf("401", "token_expired"), "never"),
    rule: "error-codes",
    at: "token_expired:",
    message:
      "The field retry of token_expired is missing. Expected one of: never, same_key, new_token.",
  },
  {
    name: "an error code without retry",
    edit: (contract) => contract.deleteIn(codesOf("401", "token_expired", "retry")),
    rule: "error-codes",
    at: "token_expired:",
    message:
      "The field retry of token_expired is missing. Expected one of: never, same_key, new_token.",
  },
  {
    name: "an unknown value of retry",
    edit: (contract) => contract.setIn(codesOf("401", "token_expired", "retry"), "often"),
    rule: "error-codes",
    at: "retry: often",
    message: `The field retry of token_expired is "often". Expected one of: never, same_key, new_token.`,
  },
  {
    name: "an unknown value of order",
    edit: (contract) => contract.setIn(codesOf("502", "overloaded", "order"), true),
    rule: "error-codes",
    at: "order: true",
    message:
      "The field order of overloaded is true. Expected one of: not_created, unknown, in_progress",
  },
  {
    name: "an error code with a blank summary",
    edit: (contract) => contract.setIn(codesOf("502", "overloaded", "summary"), " "),
    rule: "error-codes",
    at: "summary:",
    message: "The field summary of overloaded must be a non-empty string",
  },
  {
    name: "an error code without an action",
    edit: (contract) => contract.deleteIn(codesOf("502", "overloaded", "action")),
    rule: "error-codes",
    at: "overloaded:",
    message: "The field action of overloaded must be a non-empty string",
  },
  {
    name: "an error code with capitals",
    edit: (contract) =>
      contract.setIn(
        codesOf("401", "TokenExpired"),
        contract.getIn(codesOf("401", "token_expired")),
      ),
    rule: "error-codes",
    at: "TokenExpired:",
    message: `Invalid error code "TokenExpired"`,
  },
  {
    name: "an error code under two statuses",
    edit: (contract) =>
      contract.setIn(
        codesOf("502", "token_expired"),
        contract.getIn(codesOf("401", "token_expired")),
      ),
    rule: "error-codes",
    at: "token_expired:",
    message: "token_expired is already declared for status 401",
  },
  {
    name: "two success statuses",
    edit: (contract) => contract.setIn(operation("responses", "200"), { description: "Also" }),
    rule: "one-success",
    at: "responses:",
    message:
      "must declare exactly one success status, because clients return its body. Found: 200, 201.",
  },
  {
    name: "no success status",
    edit: (contract) => contract.deleteIn(operation("responses", "201")),
    rule: "one-success",
    at: "responses:",
    message: "Found: none.",
  },
  {
    name: "a key that OpenAPI does not define, which Redocly reports,",
    edit: (contract) => contract.setIn(operation("sumary"), "Typo"),
    rule: "struct",
    at: "sumary:",
    message: "`sumary` is not expected here",
  },
]

test("lint requires a non-empty schema of the request body and the success, but not of a 204", async () => {
  const text = await contractText((contract) => {
    contract.deleteIn(operation("requestBody", "content", "application/json", "schema"))
    contract.setIn(operation("responses", "201", "content", "application/json", "schema"), true)
    contract.setIn(operation("responses", "204"), { description: "Nothing" })
  })
  const project = await createProject({ "spec/openapi.yaml": text })
  const { findings } = await lintContract({ workingDirectory: project })
  const found = findings.filter(({ rule }) => rule === "body-schema")
  expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    expect.stringMatching(/^error: The request body has no application\/json schema/),
    expect.stringMatching(/^error: The 201 response has no application\/json schema/),
  ])
  expect(await Promise.all(found.map(textAt))).toEqual(["application/json:", "schema: true"])
})

test.each(violations)("lint reports $name at its location", async ({ edit, rule, at, message }) => {
  const project = await createProject({ "spec/openapi.yaml": await contractText(edit) })
  const { findings } = await lintContract({ workingDirectory: project })
  const errors = findings.filter(({ severity }) => severity === "error")
  const [found] = errors.filter((finding) => finding.rule === rule)
  expect(found?.message).toContain(message)
  expect(found && (await textAt(found))).toSatisfy((text: string) => text.startsWith(at))
  // These three rules of Redocly would report the same errors again.
  const redocly = ["operation-operationId", "security-defined", "operation-2xx-response"]
  expect(findings.filter((finding) => redocly.includes(finding.rule))).toEqual([])
})

const declareScopes: Edit = (contract) => {
  contract.setIn(operation("security", 0, "bearerAuth"), ["labs:order"])
  contract.deleteIn(operation("x-scopes-state"))
}

test("with declared scopes, lint requires a 403 instead of the warning", async () => {
  const project = await createProject({ "spec/openapi.yaml": await contractText(declareScopes) })
  const { findings } = await lintContract({ workingDirectory: project })
  expect(findings.filter(({ rule }) => rule === "scopes-undeclared")).toEqual([])
  const errors = findings.filter(({ severity }) => severity === "error")
  expect(errors.map(({ rule }) => rule)).toEqual(["insufficient-scope"])
  expect(errors[0] && (await textAt(errors[0]))).toBe("responses:")
})

test("declared scopes and a 403 with insufficient_scope are sufficient", async () => {
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

test("lint reports each difference between two definitions of an error code", async () => {
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
        `createOther: The field ${field} of token_expired differs from its definition in createLabOrder. Write the same definition in both operations.`,
    ),
  )
  expect(await Promise.all(found.map(textAt))).toEqual(["retry: same_key", "action: Wait."])
})

test("the scopes of the document apply to its operations", async () => {
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

test("lint rejects an unreadable file and a file without a document, with the position", async () => {
  const lint = async (text: string) =>
    lintContract({ workingDirectory: await createProject({ "spec/openapi.yaml": text }) })
  await expect(lint("openapi: 3.1.1\npaths: [\n")).rejects.toThrow(
    /openapi\.yaml:3:1: This file is not valid YAML or JSON/,
  )
  await expect(lint("- openapi\n")).rejects.toThrow(
    /openapi\.yaml: This file is not an OpenAPI document/,
  )
  await expect(lint("swagger: none\n")).rejects.toThrow(InputError)
  await expect(lintContract({ contract: "/nowhere.yaml" })).rejects.toThrow(/Cannot read/)
})
