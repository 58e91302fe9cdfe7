/**
 * The declarations of the README's React block, which `test/support/readme-blocks.ts` makes a
 * module.
 */
declare module "virtual:readme/react/1.tsx" {
  import type { LabOrderRequest } from "@loop-health/integrations-sdk"
  import type { ReactElement } from "react"

  export function OrderButton(props: { readonly request: LabOrderRequest }): ReactElement
}
