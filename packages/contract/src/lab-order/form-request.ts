import { labOrderRequestOptionalFields } from "../generated/request-rules.gen.ts"
import type { LabOrderRequest } from "../generated/types.gen.ts"

/** The values of a form. Texts can be empty. Validation removes empty optional fields. */
export type LabOrderFormValues = FormValues<LabOrderRequest>

type FormValues<Request> = {
  readonly [Field in keyof Request]:
    FormValue<Request[Field]> | (object extends Pick<Request, Field> ? undefined : never)
}

/** The value of one input. The value of a number input can be the empty string. */
export type FormValue<Value> = Value extends string
  ? string
  : Value extends number
    ? number | ""
    : Value extends object
      ? FormValues<Value>
      : Value

/**
 * Returns a copy of the form's values without empty optional fields. A field is empty if it is
 * undefined, blank text, or NaN. Form libraries read NaN from an empty number input. Other values
 * are unchanged, even if they are invalid.
 */
export function toRequest(values: unknown): unknown {
  return labOrderRequestOptionalFields.reduce(
    (request, path) => removeBlank(request, path.slice(1).split("/")),
    values,
  )
}

function removeBlank(parent: unknown, [name = "", ...rest]: readonly string[]): unknown {
  if (typeof parent !== "object" || parent === null || !(name in parent)) return parent
  const { [name]: value, ...others } = parent as Readonly<Record<string, unknown>>
  if (rest.length > 0) return { ...parent, [name]: removeBlank(value, rest) }
  const isBlank = typeof value === "string" ? value.trim() === "" : value === undefined
  return isBlank || Number.isNaN(value) ? others : parent
}

/** Returns the value at a JSON Pointer, or undefined. */
export function valueAt(values: unknown, path: string): unknown {
  return path
    .slice(1)
    .split("/")
    .reduce<unknown>((parent, name) => (Object(parent) as Record<string, unknown>)[name], values)
}

/** Returns a body that has only the value at a JSON Pointer. */
export function bodyWith(path: string, value: unknown): unknown {
  return path
    .slice(1)
    .split("/")
    .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
}
