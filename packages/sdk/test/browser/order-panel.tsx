import { useState } from "react"
import {
  panelSlugs,
  type LabOrderRequest,
  type LoopClient,
  type PanelSlug,
} from "../../src/index.ts"
import { useCreateLabOrder } from "../../src/react/index.ts"

/** A form that orders a panel for a known patient. */
export function OrderPanel({ loop, patient, address }: OrderPanelProps) {
  const [panel, setPanel] = useState<PanelSlug>("wellness")
  const result = useCreateLabOrder(loop)
  const { mutate, reset, data, error, inDoubt, isPending, isPaused } = result

  if (data) {
    return (
      <section>
        <p role="status">Ordered: {data.id}</p>
        <button onClick={reset}>Order another</button>
      </section>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        mutate({ panel_slug: panel, patient, address })
      }}
    >
      <label>
        Panel{" "}
        <select
          value={panel}
          // While the order may exist, a changed request could place a second order.
          disabled={isPending || inDoubt}
          onChange={(event) => setPanel(panelSlugs[event.target.selectedIndex] ?? panel)}
        >
          {panelSlugs.map((slug) => (
            <option key={slug}>{slug}</option>
          ))}
        </select>
      </label>{" "}
      <button>{inDoubt ? "Check again" : "Order"}</button>
      {isPending && <p role="status">{isPaused ? "Waiting for the network" : "Ordering"}</p>}
      {error && (
        <p role="alert">{inDoubt ? "The order may have been placed." : "Nothing was ordered."}</p>
      )}
      {error?.code === "validation" && (
        <ul>
          {error.details.map(({ path, message }) => (
            <li key={path}>
              {path} {message}
            </li>
          ))}
        </ul>
      )}
    </form>
  )
}

interface OrderPanelProps extends Pick<LabOrderRequest, "patient" | "address"> {
  readonly loop: LoopClient
}
