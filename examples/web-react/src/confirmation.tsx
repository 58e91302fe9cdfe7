import type { LabOrder } from "@loop-health/integrations-sdk"
import { useEffect, useRef } from "react"
import { panels } from "./panels.ts"

interface ConfirmationProps {
  readonly order: LabOrder
  /** Whether the order existed before the last click. */
  readonly replayed: boolean
  readonly onNext: () => void
}

/** The confirmation of a placed order. */
export function Confirmation({ order, replayed, onNext }: ConfirmationProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  // The button that had the focus is gone.
  useEffect(() => heading.current?.focus(), [])
  const name = panels.find(({ slug }) => slug === order.panel_slug)?.name ?? order.panel_slug
  return (
    <section className="card confirmation" aria-labelledby="placed">
      <p className="tick" aria-hidden="true">
        ✓
      </p>
      <h1 id="placed" ref={heading} tabIndex={-1}>
        {replayed ? "This order was already placed" : "Order placed"}
      </h1>
      <p>
        {replayed
          ? "The earlier attempt had succeeded. No second order was placed."
          : "The lab has received the order."}
      </p>
      <dl>
        <dt>Panel</dt>
        <dd>{name}</dd>
        <dt>Order</dt>
        <dd>
          <code>{order.id}</code>
        </dd>
        <dt>Status</dt>
        <dd>{order.status.replaceAll("_", " ")}</dd>
      </dl>
      <button type="button" onClick={onNext}>
        New order
      </button>
    </section>
  )
}
