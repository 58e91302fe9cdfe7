import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { onlineManager, QueryClient } from "@tanstack/react-query"
import fc from "fast-check"
import { expect } from "vitest"
import type { LabOrder, LabOrderRequest, LoopClient } from "../../src/index.ts"
import { anApi } from "./mock-api.ts"

/** A component that orders. */
export interface OrderingComponent {
  readonly order: (request: LabOrderRequest) => Promise<LabOrder>
  /** Resets the order of this component. */
  readonly reset: () => void
  readonly unmount: () => void
}

/** Mounts a component with this number of retries of TanStack Query. */
export type MountComponent = (
  queryClient: QueryClient,
  loop: LoopClient,
  retry: number,
) => OrderingComponent

/** An action of the user, React, or the network. */
interface Move {
  readonly does: "click" | "double click" | "remount" | "fail" | "go away" | "be back" | "reset"
  readonly component: 0 | 1
  readonly request: 0 | 1 | 2
  readonly scenario: (typeof scenarios)[number]
  readonly retry: number
  /** Turns of the event loop before the next action. */
  readonly turns: number
}

const requests = [
  aLabOrderRequest(),
  aLabOrderRequest({ total_cents: 4_900 }),
  aLabOrderRequest({ panel_slug: "pcos" }),
] as const

const scenarios = [
  "connection_error",
  "connection_lost",
  "junction_unavailable",
  "junction_outcome_unknown",
  "junction_rejected",
  "order_in_progress",
  "token_expired",
] as const

const move: fc.Arbitrary<Move> = fc.record({
  does: fc.constantFrom(
    "click",
    "click",
    "click",
    "double click",
    "double click",
    "remount",
    "fail",
    "fail",
    "fail",
    "go away",
    "be back",
    "reset",
  ),
  component: fc.constantFrom(0, 1),
  // Mostly the same request, so that its intent has a long history.
  request: fc.constantFrom(0, 0, 0, 1, 2),
  scenario: fc.constantFrom(...scenarios),
  retry: fc.nat(2),
  turns: fc.nat(3),
})

/** Each intent has one order, each order one key, and each key one body, after any actions. */
export async function expectOneOrderPerIntent(mount: MountComponent, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 40 }), async (moves) => {
      const queryClient = new QueryClient()
      queryClient.mount()
      try {
        await play(moves, queryClient, mount)
      } finally {
        onlineManager.setOnline(true)
        queryClient.unmount()
      }
    }),
    { numRuns: runs },
  )
}

/** The expected state of an intent. */
interface Expected {
  readonly requestedBy: Set<OrderingComponent>
  readonly results: Promise<LabOrder>[]
}

async function play(moves: readonly Move[], queryClient: QueryClient, mount: MountComponent) {
  const { mock, sent, loop } = anApi()
  const components = [mount(queryClient, loop, 0), mount(queryClient, loop, 1)] as const
  const mounted = [...components]
  const current = new Map<LabOrderRequest, Expected>()
  const ended: Expected[] = []

  const click = (component: OrderingComponent, request: LabOrderRequest) => {
    const intent = current.get(request) ?? { requestedBy: new Set(), results: [] }
    current.set(request, intent)
    intent.requestedBy.add(component)
    const result = component.order(structuredClone(request))
    result.catch(() => {})
    intent.results.push(result)
    return result
  }
  const settle = async () => {
    onlineManager.setOnline(true)
    await Promise.allSettled([...current.values()].flatMap(({ results }) => results))
  }

  for (const { does, component: index, request: requestIndex, scenario, retry, turns } of moves) {
    const component = mounted[index] ?? components[index]
    const request = requests[requestIndex]
    switch (does) {
      case "double click":
        void click(component, request)
        void click(component, request)
        break
      case "click":
        void click(component, request)
        break
      case "remount":
        component.unmount()
        mounted[index] = mount(queryClient, loop, retry)
        break
      case "fail":
        mock.next(scenario)
        break
      case "go away":
        onlineManager.setOnline(false)
        break
      case "be back":
        onlineManager.setOnline(true)
        break
      case "reset":
        await settle()
        component.reset()
        for (const [one, intent] of current) {
          if (!intent.requestedBy.has(component) || (await ordersOf(intent)).size === 0) continue
          current.delete(one)
          ended.push(intent)
        }
        break
    }
    for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => setTimeout(done, 0))
  }

  await settle()
  for (const [request, intent] of current) {
    // Requests consume the remaining errors until there is an order.
    for (let left = moves.length; (await ordersOf(intent)).size === 0 && left >= 0; left -= 1) {
      await click(mounted[0] ?? components[0], request).catch(() => {})
    }
  }
  for (const component of mounted) component.unmount()

  const intents = [...ended, ...current.values()]
  const orders = await Promise.all(intents.map(ordersOf))
  expect(orders.map(({ size }) => size)).toEqual(intents.map(() => 1))
  expect(new Set(orders.flatMap((ids) => [...ids])).size).toBe(intents.length)
  expect(mock.orders()).toHaveLength(intents.length)
  const bodies = Map.groupBy(sent, ({ headers }) => headers["idempotency-key"])
  expect(bodies.size).toBe(intents.length)
  for (const requests of bodies.values()) {
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1)
  }
}

async function ordersOf({ results }: Expected): Promise<Set<string>> {
  const settled = await Promise.allSettled(results)
  return new Set(settled.flatMap((one) => (one.status === "fulfilled" ? [one.value.id] : [])))
}
