import { isObject, objectOf, stringsOf, type Json, type JsonObject } from "../json.ts"
import type { Operation } from "../operations.ts"
import { printPointer, resolve, resolveAt, type Pointer } from "../pointer.ts"
import { InputError } from "../input-error.ts"
import type { Violation } from "./rule.ts"

/** Which member of our request becomes which of Junction's. */
const mapping = {
  patient: {
    becomes: "patient_details",
    members: {
      first_name: "first_name",
      last_name: "last_name",
      dob: "dob",
      email: "email",
      phone: "phone_number",
      sex: "gender",
    },
  },
  address: {
    becomes: "patient_address",
    members: {
      line1: "first_line",
      line2: "second_line",
      city: "city",
      state: "state",
      zip: "zip",
      country: "country",
    },
  },
} as const

const request = ["requestBody", "content", "application/json", "schema"]
const labOrders = ["paths", "/v1/labs/orders", "post"]
const junctionRequest = ["paths", "/v3/order", "post", ...request]

/**
 * Where our lab order lets through what Junction's refuses, one violation for each member. Both sides are read from their
 * documents. Throws {@link InputError} when Junction's has lost a member that one of ours becomes.
 */
export function* widerThanJunction(
  { pointer }: Operation,
  root: JsonObject,
  junction: JsonObject,
): Iterable<Violation> {
  if (printPointer(pointer) !== printPointer(labOrders)) return
  for (const [part, { becomes, members }] of Object.entries(mapping)) {
    const location = [...pointer, ...request, "properties", part]
    const ours = objectOf(resolveAt(root, location))
    const theirs = objectOf(resolveAt(junction, [...junctionRequest, "properties", becomes]))
    const required = stringsOf(theirs["required"])
    for (const [member, theirMember] of Object.entries(members)) {
      const schema = objectOf(resolve(root, objectOf(ours["properties"])[member]))
      const theirSchema = resolve(junction, objectOf(theirs["properties"])[theirMember])
      if (!isObject(theirSchema)) {
        throw new InputError(`Junction's request has no member ${becomes}.${theirMember}`)
      }
      const gaps = [...gapsBetween(schema, theirSchema)]
      if (required.includes(theirMember) && !stringsOf(ours["required"]).includes(member)) {
        gaps.unshift("may be absent where Junction requires it")
      }
      if (gaps.length > 0) {
        yield violation(
          [...location, "properties", member],
          `/${part}/${member} ${gaps.join("; ")}`,
        )
      }
    }
    const known: readonly string[] = Object.values(members)
    for (const member of required.filter((member) => !known.includes(member))) {
      yield violation(location, `/${part} has no member for ${member}, which Junction requires`)
    }
  }
}

function violation(pointer: Pointer, message: string): Violation {
  return { pointer, message }
}

/** How a schema is wider than another, keyword by keyword. */
function* gapsBetween(ours: JsonObject, theirs: JsonObject): Iterable<string> {
  const theirTypes = typesOf(theirs)
  const moreTypes = typesOf(ours).filter(
    (type) =>
      theirTypes.length > 0 &&
      !theirTypes.includes(type) &&
      !(type === "integer" && theirTypes.includes("number")),
  )
  if (moreTypes.length > 0) {
    yield `may be of type ${moreTypes.join(" or ")} where Junction's is ${theirTypes.join(" or ")}`
  }
  for (const keyword of ["minLength", "minimum"]) {
    if (below(ours[keyword], theirs[keyword])) yield difference(keyword, ours, theirs)
  }
  for (const keyword of ["maxLength", "maximum"]) {
    if (below(theirs[keyword], ours[keyword] ?? Infinity)) yield difference(keyword, ours, theirs)
  }
  // Whether one pattern implies another cannot be told: only the same one counts as no wider.
  for (const keyword of ["pattern", "format"]) {
    if (theirs[keyword] !== undefined && ours[keyword] !== theirs[keyword]) {
      yield difference(keyword, ours, theirs)
    }
  }
  const allowed = theirs["enum"]
  if (Array.isArray(allowed)) {
    const values = Array.isArray(ours["enum"]) ? ours["enum"] : undefined
    if (values?.every((value) => allowed.includes(value)) !== true) {
      yield `may be other than Junction's ${allowed.map(written).join(", ")}`
    }
  }
}

function typesOf({ type }: JsonObject): string[] {
  return typeof type === "string" ? [type] : stringsOf(type)
}

/** Whether the bound is lower than the limit; an absent bound is lower than any, an absent limit is none. */
function below(bound: Json | undefined, limit: Json | undefined): boolean {
  if (typeof limit !== "number") return false
  return typeof bound === "number" ? bound < limit : limit !== Infinity
}

function difference(keyword: string, ours: JsonObject, theirs: JsonObject): string {
  const [own, their] = [ours[keyword], theirs[keyword]]
  const has = own === undefined ? `no ${keyword}` : `the ${keyword} ${written(own)}`
  return `has ${has} where Junction's is ${written(their)}`
}

function written(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}
