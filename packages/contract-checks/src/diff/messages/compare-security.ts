import { objectOf, stringsOf, type Json, type JsonObject } from "../../document/json.ts"
import type { Pointer } from "../../document/pointer.ts"
import type { Reason } from "../schemas/reason.ts"

/** Security requirements of an operation or document, of which a request must satisfy one. */
type Security = Json | undefined

/** Compares the requirements of an operation, which default to those of its document. */
export function compareSecurity(
  { before, now }: { readonly before: JsonObject; readonly now: JsonObject },
  operationBefore: JsonObject,
  operationNow: JsonObject,
  at: Pointer,
): Reason[] {
  const [own, ownNow] = [operationBefore["security"], operationNow["security"]]
  const isInherited = own === undefined && ownNow === undefined
  const pointer = isInherited ? ["security"] : [...at, "security"]
  return compareRequirements(own ?? before["security"], ownNow ?? now["security"], pointer)
}

/** A request that satisfied a requirement must still satisfy one. */
function compareRequirements(before: Security, now: Security, pointer: Pointer): Reason[] {
  const requirements = requirementsOf(now)
  return requirementsOf(before).flatMap((credentials): Reason[] => {
    const missing = requirements.map((requirement) => missingFrom(credentials, requirement))
    if (missing.some((needs) => needs.length === 0)) return []
    const [closest] = [...missing.entries()].toSorted(
      ([, one], [, other]) => one.length - other.length,
    )
    const [index, needs] = closest ?? [0, []]
    const given = Object.keys(credentials).join(" and ") || "no credentials"
    const names = needs.map(({ name }) => name).join(", ")
    return [
      {
        pointer: [...pointer, String(index)],
        ...(needs[0] === undefined ? {} : { property: needs[0].scheme }),
        rule: "security-requirement-changed",
        message: `Requests with ${given} now also need ${names}, so existing clients are rejected. Restore the earlier requirement.`,
      },
    ]
  })
}

/** Without requirements, a request needs no credentials. */
function requirementsOf(security: Security): readonly JsonObject[] {
  return Array.isArray(security) && security.length > 0 ? security.map(objectOf) : [{}]
}

/** Returns the schemes and scopes of a requirement that the credentials of another one lack. */
function missingFrom(credentials: JsonObject, requirement: JsonObject) {
  return Object.entries(requirement).flatMap(([scheme, scopes]) => {
    const given = credentials[scheme]
    if (given === undefined) return [{ scheme, name: scheme }]
    const lacking = stringsOf(scopes).filter((scope) => !stringsOf(given).includes(scope))
    return lacking.map((scope) => ({ scheme, name: `the scope ${scope}` }))
  })
}
