import { Validator } from "@cfworker/json-schema"
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import * as ajvFormats from "ajv-formats"
import type { Json, JsonObject } from "../../document/json.ts"

/** The verdict of the two validators. `disputed` means that they disagree, and drops the case. */
export type Verdict = "valid" | "invalid" | "disputed"

/** A judge of values by one schema. */
export interface Judge {
  verdict(value: Json): Verdict
  /** Returns the first violation, as `/path: rule`. */
  explain(value: Json): string
}

const judges = new WeakMap<JsonObject, Judge>()

/**
 * Returns the judge of a bundled schema. It asks two independent validators, Ajv and
 * `@cfworker/json-schema`, so that an error of one validator cannot become a finding.
 */
export function judgeFor(schema: JsonObject): Judge {
  const judge = judges.get(schema) ?? createJudge(schema)
  judges.set(schema, judge)
  return judge
}

function createJudge(schema: JsonObject): Judge {
  let validators: { first: ValidateFunction; second: Validator } | undefined
  // Compiled at first use: many schemas of a large document are never asked for.
  const compile = () => (validators ??= { first: compileAjv(schema), second: compileOther(schema) })
  return {
    verdict: (value) => {
      const { first, second } = compile()
      const isValid = first(value)
      if (isValid !== second.validate(value).valid) return "disputed"
      return isValid ? "valid" : "invalid"
    },
    explain: (value) => {
      const { first } = compile()
      if (first(value)) return ""
      const [error] = first.errors ?? []
      return `${error?.instancePath || "/"}: ${error?.message ?? "is invalid"}`
    },
  }
}

function compileAjv(schema: JsonObject): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: false, logger: false })
  ajvFormats.default.default(ajv)
  return ajv.compile(schema)
}

function compileOther(schema: JsonObject): Validator {
  return new Validator(schema, "2020-12", true)
}
