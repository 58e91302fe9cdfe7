import { createClient, type LabOrderRequest } from "@loop-health/integrations-sdk"

export const loop = createClient({ token: "token" })
export declare const body: LabOrderRequest

export const order = await loop.labs.orders.create(body)
export const status: string = order.status

const result = await loop.labs.orders.safeCreate(body)
export const failure = result.kind === "validation" ? result.error : undefined
