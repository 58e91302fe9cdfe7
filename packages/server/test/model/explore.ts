/** A step from one state to the next. */
export interface Transition<State> {
  /** Kind of the step. The tests check that every kind occurs. */
  readonly kind: string
  /** Description for a trace. */
  readonly text: string
  readonly state: State
  /** The rule that this step breaks. */
  readonly broken?: string | undefined
}

/** A state machine to explore. */
export interface Model<State> {
  readonly initial: State
  next(state: State): readonly Transition<State>[]
  /** Returns the same text for states with the same behavior from here on. */
  encode(state: State): string
  /** Returns the rule that a state breaks, given the state before it. */
  broken(state: State, before: State): string | undefined
  /** Returns whether progress is required from a state. The exploration returns its steps. */
  isPending(state: State): boolean
}

/** A step between two pending states, which are numbered. */
export interface PendingStep {
  readonly from: number
  readonly to: number
  readonly kind: string
  readonly text: string
}

/** The result of an exploration. */
export interface Exploration {
  readonly states: number
  readonly transitions: number
  /** Number of steps by kind. */
  readonly kinds: ReadonlyMap<string, number>
  /** The shortest trace to a broken rule. Undefined if no reachable state breaks one. */
  readonly violation: { readonly broken: string; readonly trace: readonly string[] } | undefined
  /** The steps between pending states. */
  readonly pending: readonly PendingStep[]
  /** Returns the shortest trace to a numbered state. */
  traceTo(state: number): readonly string[]
}

/**
 * Explores all reachable states, breadth first, for the shortest trace. Throws a RangeError beyond
 * `limit` states.
 */
export function explore<State>(model: Model<State>, limit = 2_000_000): Exploration {
  const seen = new Map([[model.encode(model.initial), 0]])
  const reached: Reached<State>[] = [{ state: model.initial, text: "", from: undefined }]
  const kinds = new Map<string, number>()
  const pending: PendingStep[] = []
  let transitions = 0
  const end = (violation: Exploration["violation"]): Exploration => ({
    states: reached.length,
    transitions,
    kinds,
    violation,
    pending,
    traceTo: (state) => traceTo(reached[state]),
  })
  for (const [from, at] of reached.entries()) {
    const steps = model.next(at.state)
    if (steps.length === 0 && model.isPending(at.state))
      return end({ broken: "no step is possible", trace: traceTo(at) })
    for (const { kind, text, state, broken } of steps) {
      transitions += 1
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      const wrong = broken ?? model.broken(state, at.state)
      if (wrong !== undefined) return end({ broken: wrong, trace: [...traceTo(at), text] })
      if (state === at.state) continue
      const code = model.encode(state)
      const to = seen.get(code) ?? reached.length
      if (model.isPending(at.state) && model.isPending(state))
        pending.push({ from, to, kind, text })
      if (to < reached.length) continue
      seen.set(code, to)
      // The array is also the queue: the loop continues with the added states.
      reached.push({ state, text, from: at })
      if (reached.length > limit) throw new RangeError(`The model has more than ${limit} states.`)
    }
  }
  return end(undefined)
}

interface Reached<State> {
  readonly state: State
  readonly text: string
  readonly from: Reached<State> | undefined
}

function traceTo<State>(end: Reached<State> | undefined): readonly string[] {
  const texts: string[] = []
  for (let at = end; at?.from !== undefined; at = at.from) texts.unshift(at.text)
  return texts
}
