import { deepStrictEqual } from "node:assert/strict"
import type { CommandResult } from "./run-command.ts"

/** What `programs/place-orders.mjs` reports on every platform. */
export const placedOrders = {
  panel: true,
  created: {
    kind: "created",
    status: 201,
    panel_slug: "wellness",
    outcome: "created",
    error: "undefined",
  },
  rejected: {
    validationError: true,
    responseError: true,
    loopError: true,
    otherError: false,
    name: "ValidationError",
    code: "validation",
    apiCode: "validation_error",
    status: 400,
    outcome: "not_created",
    paths: ["/patient/dob"],
  },
}

/** What `programs/order-in-react.mjs` reports. */
export const orderedInReact = { html: "<p>ready</p>", status: "received", oneOrder: true }

/** Asserts that a program saw what it has to see, and ended by itself. */
export function expectReport(
  { exitCode, output, stdout, hung }: CommandResult,
  expected: object,
): void {
  if (hung) throw new Error(`it did not end by itself: something keeps it alive.\n${output}`)
  if (exitCode !== 0) throw new Error(`it ended with ${exitCode}.\n${output}`)
  deepStrictEqual(JSON.parse(stdout), expected)
}
