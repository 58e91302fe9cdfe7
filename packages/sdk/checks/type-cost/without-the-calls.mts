import { createClient, type LabOrderRequest } from "@loop-health/integrations-sdk"

export const loop = createClient({ token: "token" })
export declare const body: LabOrderRequest
