/**
 * The declarations of the README's React blocks, which `test/support/readme-blocks.ts` makes
 * modules.
 */
declare module "virtual:readme/react/1.tsx" {
  import type { LabOrderRequest } from "@loop-health/integrations-sdk"
  import type { ReactElement } from "react"

  export function OrderButton(props: { readonly request: LabOrderRequest }): ReactElement
}

declare module "virtual:readme/forms/1.tsx" {
  import type { ReactElement } from "react"

  export function OrderForm(): ReactElement
}
