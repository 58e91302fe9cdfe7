/** One thing that can happen next. */
export interface Transition<State> {
  /** Which kind of thing, to see that each was tried. */
  readonly kind: string
  /** In words, for a trace. */
  readonly text: string
  readonly state: State
  /** Which promise this very step broke. */
  readonly broken?: string | undefined
}

/** What there is to explore. */
export interface Model<State> {
  readonly initial: State
  next(state: State): readonly Transition<State>[]
  /** The same text for states that nothing can tell apart from here on. */
  encode(state: State): string
  /** Which promise does not hold in a state that was come to from another. */
  broken(state: State, before: State): string | undefined
}

/** What an exploration found. */
export interface Exploration {
  readonly states: number
  readonly transitions: number
  /** How often each kind of thing happened. */
  readonly kinds: ReadonlyMap<string, number>
  /** The shortest way to a broken promise; undefined when every reachable state was seen and none broke one. */
  readonly violation: { readonly broken: string; readonly trace: readonly string[] } | undefined
}

/** Breadth first, so that the first violation has the shortest trace. Throws a RangeError beyond `limit` states. */
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
      // The array grows under the loop: it is the queue.
      reached.push({ state, text, from: at })
      if (reached.length > limit) throw new RangeError(`more than ${limit} states`)
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
