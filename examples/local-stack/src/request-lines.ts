import { AsyncLocalStorage } from "node:async_hooks"
import { styleText } from "node:util"
import type { RequestEnd, RequestStart, Telemetry } from "@loop-health/integrations-server"

/**
 * Creates telemetry that prints one line per request of the API, such as
 * `POST /v1/labs/orders 201 recovered after 2 sends 512 ms`.
 */
export function createRequestLines(print: (line: string) => void): Telemetry {
  const orders = new AsyncLocalStorage<{ sends: number }>()
  return {
    startRequest(start) {
      const order = { sends: 0 }
      return {
        run: (work) => orders.run(order, work),
        end: (end) => print(toLine(start, end, order.sends)),
      }
    },
    startCall({ operation, resends }) {
      const order = orders.getStore()
      if (order !== undefined && operation === "createOrder") order.sends = resends + 1
      return undefined
    },
  }
}

function toLine({ method, path, requestId }: RequestStart, end: RequestEnd, sends: number): string {
  const { status, code, durationMs } = end
  const color = status >= 500 ? "red" : status >= 400 ? "yellow" : "green"
  return [
    method,
    path === "other" ? "(unknown path)" : path,
    styleText(color, String(status), { stream: process.stdout }),
    code ?? describeSuccess(end, sends),
    `${Math.round(durationMs)} ms`,
    status >= 500 ? `request ${requestId}` : "",
  ]
    .filter(Boolean)
    .join(" ")
}

function describeSuccess({ status, replayed }: RequestEnd, sends: number): string {
  if (status !== 201) return ""
  if (replayed) return "replayed"
  return sends > 1 ? `recovered after ${sends} sends` : "created"
}
