import { Validator } from "@cfworker/json-schema"
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import * as ajvFormats from "ajv-formats"
import type { Json, JsonObject } from "../document/json.ts"

/** The verdict of two validators. If they disagree, the verdict is `disputed`. */
export type Verdict = "valid" | "invalid" | "disputed"

/** Validates values by one schema. */
export interface SchemaValidator {
  verdict(value: Json): Verdict
  /** Returns the first violation, as `/path: rule`. Returns an empty string for a valid value. */
  explain(value: Json): string
}

const validators = new WeakMap<JsonObject, SchemaValidator>()

/**
 * Returns the validator of a bundled schema. It combines Ajv and `@cfworker/json-schema`, so that
 * an error of one of them cannot become a finding.
 */
export function validatorFor(schema: JsonObject): SchemaValidator {
  const validator = validators.get(schema) ?? createValidator(schema)
  validators.set(schema, validator)
  return validator
}

function createValidator(schema: JsonObject): SchemaValidator {
  let compiled: { first: ValidateFunction; second: Validator } | undefined
  // Compiled at first use, because many schemas of a large document are never used.
  const compile = () => (compiled ??= { first: compileAjv(schema), second: compileOther(schema) })
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
