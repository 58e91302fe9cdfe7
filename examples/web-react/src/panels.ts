import type { LabOrderRequest } from "@loop-health/integrations-sdk"

/** A panel that the page offers. */
export interface Panel {
  readonly slug: LabOrderRequest["panel_slug"]
  readonly name: string
  readonly description: string
  readonly priceCents: number
}

/** The panels of the contract. The names and prices are examples of this page. */
export const panels: readonly Panel[] = [
  {
    slug: "wellness",
    name: "Wellness",
    description: "Blood count, metabolism, cholesterol, and vitamin D.",
    priceCents: 9_900,
  },
  {
    slug: "hormone_metabolic",
    name: "Hormones and metabolism",
    description: "Thyroid, cortisol, insulin, and blood sugar.",
    priceCents: 19_900,
  },
  {
    slug: "fertility",
    name: "Fertility",
    description: "AMH, FSH, LH, estradiol, and prolactin.",
    priceCents: 17_900,
  },
  {
    slug: "pcos",
    name: "PCOS",
    description: "Androgens, insulin resistance, and ovarian hormones.",
    priceCents: 16_900,
  },
  {
    slug: "hashimotos",
    name: "Hashimoto's",
    description: "TSH, free T3 and T4, and thyroid antibodies.",
    priceCents: 14_900,
  },
  {
    slug: "performance",
    name: "Performance",
    description: "Iron, testosterone, inflammation, and recovery.",
    priceCents: 18_900,
  },
]

/** Returns a price in dollars. */
export function formatPrice(cents: number): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100)
}
