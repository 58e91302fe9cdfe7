import { validatorFor } from "../schema-validator.ts"
import type { ApiOperation, ApiParameter } from "../read-document/api-document.ts"
import { typesOf } from "../read-document/schema.ts"
import { toText, type RequestParts } from "../requests/api-request.ts"
import { expectAccepted, expectNoFailure, expectRejected } from "./expectations.ts"
import { caseFactory, type CaseContext, type TestCase } from "./test-case.ts"

/**
 * A value of a parameter. Several lines are joined with a comma, as HTTP defines (RFC 9110, section
 * 5.3).
 */
interface ParameterProbe {
  readonly name: string
  readonly lines: readonly string[]
}

/** Returns cases that each change one header, query, or path parameter. */
export function parameterCases(operation: ApiOperation): TestCase[] {
  const create = caseFactory(operation, "headers")
  return operation.parameters.flatMap((parameter) => {
    const { name } = parameter
    const isPath = parameter.in === "path"
    return [
      ...(parameter.required && !isPath
        ? [create(`${name}:absent`, (context) => sendWithout(context, parameter))]
        : []),
      ...(parameter.in === "header"
        ? [create(`${name}:other-case`, (context) => sendInOtherCase(context, parameter))]
        : []),
      ...probesOf(operation, parameter).map((probe) =>
        create(`${name}:${probe.name}`, (context) => sendProbe(context, parameter, probe)),
      ),
    ]
  })
}

async function sendWithout(context: CaseContext, parameter: ApiParameter): Promise<void> {
  const exchange = await context.send(context.build(partsFor(context, parameter, [])))
  expectRejected(context, exchange, {
    rule: "parameter-missing-accepted",
    field: parameter.name,
    sent: `a request without "${parameter.name}"`,
  })
}

/** Header names are case-insensitive (RFC 9110, section 5.1). */
async function sendInOtherCase(context: CaseContext, { name }: ApiParameter): Promise<void> {
  const request = context.build()
  const headers = request.headers.map(
    ([header, value]) =>
      [header === name.toLowerCase() ? header.toUpperCase() : header, value] as const,
  )
  const exchange = await context.send({ ...request, headers })
  const sent = `the header "${name.toUpperCase()}" in upper case`
  expectAccepted(context, exchange, { rule: "parameter-valid-rejected", field: name, sent })
}

async function sendProbe(
  context: CaseContext,
  parameter: ApiParameter,
  { name, lines }: ParameterProbe,
): Promise<void> {
  const { name: field, schema } = parameter
  // HTTP removes white space around a header value.
  const received = parameter.in === "header" ? lines.map((line) => line.trim()) : lines
  const text = received.join(", ")
  // A path without the value is another path.
  if (parameter.in === "path" && text === "") return
  const isText = typesOf(schema).includes("string") || typesOf(schema).length === 0
  const verdict = validatorFor(schema).verdict(isText ? text : parse(text))
  if (verdict === "disputed") return context.dropDisputed()
  const exchange = await context.send(context.build(partsFor(context, parameter, lines)))
  const sent = `"${field}" (${name})`
  // Several query values have no common form.
  const isAmbiguous = parameter.in === "query" && (text === "" || lines.length > 1)
  if (isAmbiguous) expectNoFailure(context, exchange, { field, sent })
  else if (verdict === "invalid") {
    const alsoStatuses = parameter.in === "path" ? [404] : []
    expectRejected(context, exchange, {
      rule: "parameter-invalid-accepted",
      field,
      sent,
      alsoStatuses,
    })
  } else if (parameter.in === "path") expectNoFailure(context, exchange, { field, sent })
  else expectAccepted(context, exchange, { rule: "parameter-valid-rejected", field, sent })
}

/** Reads a parameter as JSON, so that numbers are validated as numbers. */
function parse(text: string) {
  return /^-?\d+(\.\d+)?$|^(true|false)$/.test(text) ? (JSON.parse(text) as number | boolean) : text
}

function partsFor(
  { operation }: CaseContext,
  { name }: ApiParameter,
  values: readonly string[],
): RequestParts {
  return name.toLowerCase() === operation.idempotencyHeader
    ? { key: values }
    : { parameters: new Map([[name, values]]) }
}

function probesOf(operation: ApiOperation, parameter: ApiParameter): readonly ParameterProbe[] {
  const { schema, example, in: location } = parameter
  const value = toText(example ?? "value")
  const isKey = parameter.name.toLowerCase() === operation.idempotencyHeader
  const one = (name: string, line: string): ParameterProbe => ({ name, lines: [line] })
  const probes = [
    one("empty", ""),
    ...lengthProbes(parameter),
    ...(Array.isArray(schema["enum"])
      ? schema["enum"].map((item) => one(`enum-${toText(item)}`, toText(item)))
      : []),
    one("inner-space", `${value.slice(0, 4)} ${value.slice(4)}`),
    one("inner-tab", `${value.slice(0, 4)}\t${value.slice(4)}`),
    one("latin-1", `${value.slice(0, 8)}é`),
    one("comma", `${value.slice(0, 8)}, ${value.slice(0, 8)}`),
    one("text", "not a value"),
  ]
  if (location === "header") {
    probes.push({ name: "two-lines", lines: [value, value] })
    probes.push({ name: "two-different-lines", lines: [value, `${value.slice(0, -1)}0`] })
  }
  // Used keys belong to other cases, so each valid key must be new.
  if (!isKey) return [...probes, one("example", value)]
  return probes
}

function lengthProbes({ name, schema, example }: ApiParameter): readonly ParameterProbe[] {
  const { minLength, maxLength, pattern } = schema
  const base = toText(example ?? name).replaceAll(/[^\w-]/g, "")
  const ofLength = (label: string, length: number): ParameterProbe => {
    return { name: label, lines: [(label + base).repeat(length).slice(0, length)] }
  }
  const probes: ParameterProbe[] = []
  if (typeof minLength === "number" && minLength > 0) {
    probes.push(ofLength("min-1", minLength - 1))
    // A key of one character is probably used already. The response is then a replay or a
    // rejection.
    if (minLength > 4) probes.push(ofLength("min", minLength))
  }
  if (typeof maxLength === "number" && maxLength <= 4_000) {
    probes.push(ofLength("max+1", maxLength + 1))
  }
  if (typeof maxLength !== "number" && pattern === undefined) probes.push(ofLength("long", 2_000))
  return probes
}
