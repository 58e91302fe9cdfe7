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
}

/** The result of an exploration. */
export interface Exploration {
  readonly states: number
  readonly transitions: number
  /** Number of steps by kind. */
  readonly kinds: ReadonlyMap<string, number>
  /** The shortest trace to a broken rule. Undefined if no reachable state breaks one. */
  readonly violation: { readonly broken: string; readonly trace: readonly string[] } | undefined
}

/**
 * Explores all reachable states, breadth first, for the shortest trace. Throws a RangeError beyond
 * `limit` states.
 */
export function explore<State>(model: Model<State>, limit = 2_000_000): Exploration {
  const seen = new Set([model.encode(model.initial)])
  const reached: Reached<State>[] = [{ state: model.initial, text: "", from: undefined }]
  const kinds = new Map<string, number>()
  let transitions = 0
  for (const at of reached) {
    for (const { kind, text, state, broken } of model.next(at.state)) {
      transitions += 1
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      const wrong = broken ?? model.broken(state, at.state)
      if (wrong !== undefined) {
        const violation = { broken: wrong, trace: [...traceTo(at), text] }
        return { states: reached.length, transitions, kinds, violation }
      }
      if (state === at.state) continue
      const code = model.encode(state)
      if (seen.has(code)) continue
      seen.add(code)
      // The array is also the queue: the loop continues with the added states.
      reached.push({ state, text, from: at })
      if (reached.length > limit) throw new RangeError(`The model has more than ${limit} states.`)
    }
  }
  return { states: reached.length, transitions, kinds, violation: undefined }
}

interface Reached<State> {
  readonly state: State
  readonly text: string
  readonly from: Reached<State> | undefined
}

function traceTo<State>(end: Reached<State>): readonly string[] {
  const texts: string[] = []
  for (let at = end; at.from !== undefined; at = at.from) texts.unshift(at.text)
  return texts
}
