export {
  normalizeLabOrder,
  type NormalizationRules,
  type NormalizedLabOrder,
  type NormalizedOrder,
  type Sex,
} from "./lab-order/normalize-lab-order.ts"
