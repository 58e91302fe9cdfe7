import type { PanelSlug } from "@loop-health/integrations-contract"
import {
  collectionMethodValues,
  labTestStatusValues,
  type CollectionMethod,
  type CreateOrderRequest,
  type Lab,
  type LabTest,
  type LabTestPage,
} from "../generated/junction.gen.ts"
import { json, type SimulatedResponse } from "../simulated-response.ts"
import { integer, object, oneOf, optional, string } from "./field-checks.ts"

/** Simulated lab test of each panel, for the variable `JUNCTION_PANELS`. The IDs never change. */
export const simulatorPanels: Readonly<
  Record<PanelSlug, { readonly labTestIds: readonly string[] }>
> = {
  hashimotos: { labTestIds: ["0f6a4a1e-6c1d-4c52-9f0b-2d9b3a7f1c01"] },
  pcos: { labTestIds: ["0f6a4a1e-6c1d-4c52-9f0b-2d9b3a7f1c02"] },
  fertility: { labTestIds: ["0f6a4a1e-6c1d-4c52-9f0b-2d9b3a7f1c03"] },
  wellness: { labTestIds: ["0f6a4a1e-6c1d-4c52-9f0b-2d9b3a7f1c04"] },
  hormone_metabolic: { labTestIds: ["0f6a4a1e-6c1d-4c52-9f0b-2d9b3a7f1c05"] },
  performance: { labTestIds: ["0f6a4a1e-6c1d-4c52-9f0b-2d9b3a7f1c06"] },
}

const labcorp: Lab = {
  id: 6,
  slug: "labcorp",
  name: "Labcorp",
  first_line_address: "1 Sample Street",
  city: "San Diego",
  zipcode: "92128",
  collection_methods: ["walk_in_test", "at_home_phlebotomy", "on_site_collection"],
  sample_types: ["serum", "saliva", "urine"],
}

const kitLab: Lab = {
  id: 3,
  slug: "sample_kit_lab",
  name: "Sample Kit Lab",
  first_line_address: "2 Specimen Road",
  city: "Austin",
  zipcode: "78701",
  collection_methods: ["testkit"],
  sample_types: ["dried_blood_spot", "saliva"],
}

/** One lab test per panel. Together they use every collection method. */
const labTests: readonly LabTest[] = [
  labTest("hashimotos", "Hashimoto's Panel", "testkit"),
  labTest("pcos", "PCOS Panel", "walk_in_test"),
  labTest("fertility", "Fertility Panel", "testkit"),
  labTest("wellness", "Wellness Panel", "walk_in_test"),
  labTest("hormone_metabolic", "Hormone and Metabolic Panel", "at_home_phlebotomy"),
  labTest("performance", "Performance Panel", "on_site_collection"),
]

function labTest(slug: PanelSlug, name: string, method: CollectionMethod): LabTest {
  return {
    id: simulatorPanels[slug].labTestIds[0] ?? "",
    slug,
    name,
    sample_type: method === "testkit" ? "dried_blood_spot" : "serum",
    method,
    price: 0,
    is_active: true,
    status: "active",
    fasting: false,
    lab: method === "testkit" ? kitLab : labcorp,
    markers: null,
    is_delegated: false,
    auto_generated: false,
    has_collection_instructions: false,
    common_tat_days: 3,
    worst_case_tat_days: 5,
  }
}

/**
 * Returns the lab tests of an order. Returns undefined if a lab test does not exist, or if the
 * order has no lab test.
 */
export function findLabTests(order: CreateOrderRequest): readonly LabTest[] | undefined {
  const ids = order.order_set?.lab_test_ids ?? (order.lab_test_id ? [order.lab_test_id] : [])
  const found = labTests.filter(({ id }) => ids.includes(id))
  return found.length === new Set(ids).size && found.length > 0 ? found : undefined
}

const listQuery = object({
  lab_test_limit: optional(integer({ min: 1 })),
  next_cursor: optional(string({ min: 1 })),
  status: optional(oneOf(labTestStatusValues)),
  collection_method: optional(oneOf(collectionMethodValues)),
  lab_slug: optional(string()),
  name: optional(string()),
})

/** Handles `GET /v3/lab_test`. The simulator's cursor is an index. Junction's cursor is opaque. */
export function listLabTests(query: Readonly<Record<string, string>>): SimulatedResponse {
  const detail = listQuery(query, ["query"])
  if (detail.length > 0) return json(422, { detail })
  const matching = labTests.filter(
    (test) =>
      [test.status, undefined].includes(query["status"]) &&
      [test.method, undefined].includes(query["collection_method"]) &&
      [test.lab?.slug, undefined].includes(query["lab_slug"]) &&
      test.name.toLowerCase().includes((query["name"] ?? "").toLowerCase()),
  )
  const start = Number(query["next_cursor"] ?? 0)
  const end = start + Number(query["lab_test_limit"] ?? 50)
  return json(200, {
    data: matching.slice(start, end),
    next_cursor: end < matching.length ? String(end) : null,
  } satisfies LabTestPage)
}
