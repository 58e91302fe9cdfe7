import type { LabOrderRequest, LoopClient } from "../../src/index.ts"
import { useCreateLabOrder } from "../../src/react/index.ts"

/** The example of the README. */
export function OrderButton({ loop, request }: { loop: LoopClient; request: LabOrderRequest }) {
  const { mutate, reset, data, error, isPending } = useCreateLabOrder(loop)

  if (data) {
    return (
      <p>
        Ordered: {data.id} <button onClick={reset}>Order another</button>
      </p>
    )
  }
  return (
    <>
      <button onClick={() => mutate(request)}>{isPending ? "Ordering" : "Order"}</button>
      {error?.code === "validation" && error.details.map(({ path }) => <p key={path}>{path}</p>)}
    </>
  )
}
