"use client"

export { useCreateLabOrder } from "./use-create-lab-order.ts"
export type { UseCreateLabOrderOptions, UseCreateLabOrderResult } from "./use-create-lab-order.ts"

export { createLabOrderMutation } from "./lab-order-mutation.ts"
export type { LabOrderMutation, LabOrderMutationOptions } from "./lab-order-mutation.ts"

export {
  clearCreatedLabOrders,
  discardRestoredLabOrders,
  getLabOrderIntent,
  persistLabOrderKeys,
} from "./lab-order-intent.ts"
export type { LabOrderIntent } from "./lab-order-intent.ts"
export type { KeyStorage } from "./stored-keys.ts"
