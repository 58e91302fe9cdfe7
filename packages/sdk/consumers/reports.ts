import { deepStrictEqual } from "node:assert/strict"
import type { CommandResult } from "./run-command.ts"

/** The report of `programs/place-orders.mjs` on each platform. */
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

/** The report of `programs/order-in-react.mjs`. */
export const orderedInReact = { html: "<p>ready</p>", status: "received", oneOrder: true }

/** Checks the report of a program, and that the program exited by itself. */
export function expectReport(
  { exitCode, output, stdout, hung }: CommandResult,
  expected: object,
): void {
  if (hung)
    throw new Error(`The program did not exit. A timer or a handle is still open.\n${output}`)
  if (exitCode !== 0) throw new Error(`The program exited with ${exitCode}.\n${output}`)
  deepStrictEqual(JSON.parse(stdout), expected)
}
