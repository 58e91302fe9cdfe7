/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | JsonObject

/** An object of JSON. */
export interface JsonObject {
  [property: string]: Json
}

/** Tells an object from every other value, arrays included. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** The value when it is an object, else an empty one. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

/** The object with each value replaced. */
export function mapObject(
  object: JsonObject,
  replace: (value: Json, name: string) => Json,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, replace(value, name)]),
  )
}

/** The strings of an array; empty when it is none. */
export function stringsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
}
