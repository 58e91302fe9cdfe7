import { createLabOrder } from "@loop-health/integrations-contract"
import { expect, test } from "vitest"
import { ServiceError } from "../service-error.ts"
import { respondError } from "./respond.ts"

test("a 400 has at most 20 details, and other statuses have none", () => {
  const details = Array.from({ length: 21 }, (_, index) => ({
    path: `/${index}`,
    message: "is required",
  }))
  const detailsOf = (code: "validation_error" | "internal_error") =>
    (
      JSON.parse(
        respondError(new ServiceError(code, "x", { details }), createLabOrder, "id").body,
      ) as {
        details?: []
      }
    ).details
  expect(detailsOf("validation_error")).toEqual(details.slice(0, 20))
  expect(detailsOf("internal_error")).toBeUndefined()
})
