// Places an order, and sends one that is rejected. `reports.ts` contains the expected report.
import { body } from "./order-body.mjs"

/** Calls the API at `baseUrl` through `sdk`, the complete module of the platform. */
export async function placeOrders(sdk, baseUrl) {
  // A long timeout, so that a timer that is not cleared keeps the process alive.
  const { orders } = sdk.createClient({ token: "any", baseUrl, timeoutMs: 600_000 }).labs

  const created = await orders.safeCreate(body)
  const rejected = await orders
    .create({ ...body, patient: { ...body.patient, dob: "in spring" } })
    .catch((error) => error)

  return {
    panel: sdk.panelSlugs.includes(body.panel_slug),
    created: {
      kind: created.kind,
      status: created.status,
      panel_slug: created.order?.panel_slug,
      outcome: created.meta.outcome,
      error: String(created.error?.cause ?? created.error),
    },
    rejected: {
      validationError: rejected instanceof sdk.ValidationError,
      responseError: rejected instanceof sdk.ResponseError,
      loopError: sdk.isLoopError(rejected),
      otherError: sdk.isLoopError(new Error("other")),
      name: rejected.name,
      code: rejected.code,
      apiCode: rejected.apiCode,
      status: rejected.status,
      outcome: rejected.outcome,
      paths: rejected.details?.map((detail) => detail.path),
    },
  }
}
