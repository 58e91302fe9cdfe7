/**
 * The declarations of the guides' React blocks, which `test/support/readme-blocks.ts` makes
 * modules.
 */
declare module "virtual:readme/order-button/1.tsx" {
  import type { LabOrderRequest } from "@loop-health/integrations-sdk"
  import type { ReactElement } from "react"

  export function OrderButton(props: { readonly request: LabOrderRequest }): ReactElement
}

declare module "virtual:readme/react-hook-form/1.tsx" {
  import type { ReactElement } from "react"

  export function OrderForm(): ReactElement
}
