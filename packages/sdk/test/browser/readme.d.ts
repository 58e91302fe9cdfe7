/** What the README's block for React declares; `test/support/readme-blocks.ts` makes it a module. */
declare module "virtual:readme/react/1.tsx" {
  import type { LabOrderRequest } from "@loop-health/integrations-sdk"
  import type { ReactElement } from "react"

  export function OrderButton(props: { readonly request: LabOrderRequest }): ReactElement
}
