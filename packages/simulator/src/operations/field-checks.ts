import type { InvalidField } from "../generated/junction.gen.ts"

/** Path of a field: `body`, `query`, or `path`, followed by names and indices. */
export type Location = InvalidField["loc"]

/** Checks a value. Returns the violated rules. */
export type Check = (input: unknown, loc: Location) => InvalidField[]

/** Marks a field of an object that may be missing or null. */
export function optional(check: Check): { readonly optional: Check } {
  return { optional: check }
}

/** Returns a violated rule in the format of Pydantic 2, which Junction uses (observed). */
export function invalid(
  type: string,
  loc: Location,
  msg: string,
  input: unknown,
  ctx?: Record<string, unknown>,
): InvalidField[] {
  return [{ type, loc, msg, input, ...(ctx === undefined ? {} : { ctx }) }]
}

/** Returns a violated rule that Junction adds to those of Pydantic. */
export function valueError(loc: Location, message: string, input: unknown): InvalidField[] {
  return invalid("value_error", loc, `Value error, ${message}`, input, { error: {} })
}

/** Returns the rule for a missing field. Its `input` is the whole parent object (observed). */
export function missing(loc: Location, around: unknown): InvalidField[] {
  return invalid("missing", loc, "Field required", around)
}

/** Checks an object. Its fields are required unless marked `optional`; other fields are ignored. */
export function object(
  fields: Readonly<Record<string, Check | ReturnType<typeof optional>>>,
): Check {
  return (input, loc) => {
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      const message = "Input should be a valid dictionary or object to extract fields from"
      return invalid("model_attributes_type", loc, message, input)
    }
    const values = input as Readonly<Record<string, unknown>>
    return Object.entries(fields).flatMap(([name, field]) => {
      const value = values[name]
      const at = [...loc, name]
      if (typeof field === "function")
        return value === undefined ? missing(at, input) : field(value, at)
      return value === undefined || value === null ? [] : field.optional(value, at)
    })
  }
}

/** Checks a list and each of its items. */
export function list(item: Check): Check {
  return (input, loc) =>
    Array.isArray(input)
      ? input.flatMap((value, index) => item(value, [...loc, index]))
      : invalid("list_type", loc, "Input should be a valid list", input)
}

/** Checks a string and its length in code points. */
export function string({ min = 0, max = Infinity } = {}): Check {
  return (input, loc) => {
    if (typeof input !== "string") {
      return invalid("string_type", loc, "Input should be a valid string", input)
    }
    const { length } = Array.from(input)
    if (length < min) {
      const message = `String should have at least ${min} character${min === 1 ? "" : "s"}`
      return invalid("string_too_short", loc, message, input, { min_length: min })
    }
    if (length > max) {
      const message = `String should have at most ${max} characters`
      return invalid("string_too_long", loc, message, input, { max_length: max })
    }
    return []
  }
}

/** Checks a string against a regular expression. */
export function pattern(expression: RegExp): Check {
  return (input, loc) => {
    if (typeof input !== "string") return string()(input, loc)
    const message = `String should match pattern '${expression.source}'`
    return expression.test(input)
      ? []
      : invalid("string_pattern_mismatch", loc, message, input, { pattern: expression.source })
  }
}

/** Checks that a value is one of the given strings. */
export function oneOf(values: readonly string[]): Check {
  const quoted = values.map((value) => `'${value}'`)
  const expected = `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1) ?? ""}`
  return (input, loc) =>
    values.some((value) => value === input)
      ? []
      : invalid("enum", loc, `Input should be ${expected}`, input, { expected })
}

/** Checks a UUID with hyphens. */
export const uuid: Check = (input, loc) => {
  if (typeof input !== "string") {
    return invalid("uuid_type", loc, "UUID input should be a string, bytes or UUID object", input)
  }
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(input)) return []
  const error = "invalid characters or length"
  return invalid("uuid_parsing", loc, `Input should be a valid UUID, ${error}`, input, { error })
}

/** Checks a boolean. */
export const boolean: Check = (input, loc) =>
  typeof input === "boolean"
    ? []
    : invalid("bool_type", loc, "Input should be a valid boolean", input)

/** Checks an integer and its bounds. Accepts digits in a string, as in query parameters. */
export function integer({ min = -Infinity, max = Infinity } = {}): Check {
  return (input, loc) => {
    const number = typeof input === "string" && /^-?\d+$/.test(input) ? Number(input) : input
    if (typeof number !== "number" || !Number.isInteger(number)) {
      return invalid("int_parsing", loc, "Input should be a valid integer", input)
    }
    if (number < min) {
      const message = `Input should be greater than or equal to ${min}`
      return invalid("greater_than_equal", loc, message, input, { ge: min })
    }
    if (number > max) {
      const message = `Input should be less than or equal to ${max}`
      return invalid("less_than_equal", loc, message, input, { le: max })
    }
    return []
  }
}

/** Checks a date, with or without a time. */
export const dateTime: Check = (input, loc) =>
  typeof input === "string" && /^\d{4}-\d{2}-\d{2}/.test(input) && !Number.isNaN(Date.parse(input))
    ? []
    : invalid("datetime_parsing", loc, "Input should be a valid datetime", input)

/** Returns a value with every string trimmed, as Junction does before validation (observed). */
export function trimmed(value: unknown): unknown {
  if (typeof value === "string") return value.trim()
  if (Array.isArray(value)) return value.map(trimmed)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, trimmed(field)]))
}
