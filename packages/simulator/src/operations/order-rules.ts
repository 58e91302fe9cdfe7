import type { CreateOrderRequest } from "../generated/junction.gen.ts"
import { findLabTests } from "./lab-tests.ts"

/**
 * Returns the first rule beyond the schema that an order violates, if any. The text is that of
 * Junction's 400 (observed). `strict` also rejects `+1555…` numbers, and Labcorp tests in the
 * states that Labcorp does not serve. Rules for lab accounts, billing types per state, and
 * questions at order entry are not simulated.
 */
export function findViolatedRule(order: CreateOrderRequest, strict: boolean): string | undefined {
  const { order_set: set, collection_method: method } = order
  if (!set && !order.lab_test_id) return "Either lab_test_id or order_set must be set"
  if (set && !set.lab_test_ids?.length && !set.add_on) {
    return "lab_test_ids or add_on must be set in order_set"
  }
  if (method === "testkit") return "Cannot set collection_method to TESTKIT"
  if (set?.add_on && !method) return "collection_method must be set if add_on is set"
  const labTests = findLabTests(order)
  if (labTests === undefined) return "No markers found for the supplied lab tests"
  const labs = new Set(labTests.flatMap(({ lab }) => lab?.name ?? []))
  if (labs.size > 1) return "cannot order lab_tests from multiple labs"
  if (new Set(labTests.map((labTest) => labTest.method)).size > 1) {
    return "cannot order lab tests with multiple collection methods"
  }
  if (!strict) return undefined
  if (order.patient_details.phone_number.startsWith("+1555")) return "Phone number is not correct"
  const { state } = order.patient_address
  const isServed = !labs.has("Labcorp") || !["NY", "NJ", "RI"].includes(state)
  return isServed ? undefined : `Lab Labcorp does not support state ${state}`
}
