import type { Exploration, PendingStep } from "./explore.ts"

/** A run without end: the shortest trace to a pending state, and a cycle from it. */
export interface EndlessRun {
  readonly trace: readonly string[]
  readonly cycle: readonly string[]
}

/**
 * Returns a cycle of pending states with a step of each of two kinds, or undefined if there is
 * none.
 */
export function findEndlessRun(
  { pending, traceTo }: Pick<Exploration, "pending" | "traceTo">,
  [one, other]: readonly [string, string],
): EndlessRun | undefined {
  const componentOf = findComponents(Map.groupBy(pending, ({ from }) => from))
  const inner = pending.filter(({ from, to }) => componentOf.get(from) === componentOf.get(to))
  for (const steps of Map.groupBy(inner, ({ from }) => componentOf.get(from)).values()) {
    const first = steps.find(({ kind }) => kind === one)
    if (first === undefined || !steps.some(({ kind }) => kind === other)) continue
    const stepsFrom = Map.groupBy(steps, ({ from }) => from)
    const there = findPath(stepsFrom, first.to, ({ kind }) => kind === other)
    const last = there.at(-1)
    const back =
      last === undefined || last.to === first.from
        ? []
        : findPath(stepsFrom, last.to, ({ to }) => to === first.from)
    const cycle = [first, ...there, ...back].map(({ text }) => text)
    return { trace: traceTo(first.from), cycle }
  }
  return undefined
}

type StepsFrom = ReadonlyMap<number, readonly PendingStep[]>

/** Returns the strongly connected component of each state (Tarjan's algorithm, without recursion). */
function findComponents(stepsFrom: StepsFrom): ReadonlyMap<number, number> {
  const componentOf = new Map<number, number>()
  const order = new Map<number, number>()
  const lowest = new Map<number, number>()
  const open: number[] = []
  const lower = (state: number, value = Infinity) =>
    lowest.set(state, Math.min(lowest.get(state) ?? Infinity, value))
  for (const root of stepsFrom.keys()) {
    const path = order.has(root) ? [] : [{ state: root, next: 0 }]
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { state } = at
      if (at.next === 0) {
        order.set(state, order.size)
        lower(state, order.get(state))
        open.push(state)
      }
      const step = stepsFrom.get(state)?.[at.next]
      at.next += 1
      if (step !== undefined) {
        if (!order.has(step.to)) path.push({ state: step.to, next: 0 })
        else if (!componentOf.has(step.to)) lower(state, order.get(step.to))
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent !== undefined) lower(parent.state, lowest.get(state))
      if (lowest.get(state) !== order.get(state)) continue
      for (const one of open.splice(open.lastIndexOf(state))) componentOf.set(one, state)
    }
  }
  return componentOf
}

/** Returns the shortest path from a state to the end of a wanted step. */
function findPath(
  stepsFrom: StepsFrom,
  start: number,
  isWanted: (step: PendingStep) => boolean,
): readonly PendingStep[] {
  const paths: (readonly PendingStep[])[] = [[]]
  const seen = new Set([start])
  for (const path of paths) {
    for (const step of stepsFrom.get(path.at(-1)?.to ?? start) ?? []) {
      if (isWanted(step)) return [...path, step]
      if (seen.has(step.to)) continue
      seen.add(step.to)
      paths.push([...path, step])
    }
  }
  return []
}
