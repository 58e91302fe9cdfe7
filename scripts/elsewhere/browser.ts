/** A browser with one page, under the control of WebDriver. */
export interface Browser extends AsyncDisposable {
  /** Name and version, such as `Firefox 153.8.0`. */
  readonly version: string
  /** Opens a page, and waits until it is loaded. */
  open(this: void, url: string): Promise<void>
  /** Calls a function that is given as text in the page. Arguments and result are JSON. */
  call(this: void, asyncFunction: string, args: readonly unknown[]): Promise<unknown>
  /** Performs input actions (WebDriver, section 15). */
  perform(this: void, actions: readonly object[]): Promise<void>
}

/** A call's result, as both protocols return it: JSON of one of these objects. */
type Outcome = { readonly value: unknown } | { readonly error: string }

/** Returns a function as text that calls another one. Its parameter and its result are JSON. */
export function jsonFunction(asyncFunction: string): string {
  return `(json) => Promise.resolve()
    .then(() => (${asyncFunction})(...JSON.parse(json)))
    .then((value = null) => ({ value }), (error) => ({ error: String(error) }))
    .then(JSON.stringify)`
}

/**
 * Returns the value of a function that `jsonFunction` returned.
 *
 * @throws Error with the message of the page's error.
 */
export function readOutcome(json: string): unknown {
  const outcome = JSON.parse(json) as Outcome
  if ("error" in outcome) throw new Error(`The page threw ${outcome.error}`)
  return outcome.value
}

/** Calls a function of the page until its result is true, at most 30 seconds. */
export async function waitFor(
  { call }: Browser,
  asyncFunction: string,
  args: readonly unknown[] = [],
): Promise<void> {
  const deadline = Date.now() + 30_000
  while ((await call(asyncFunction, args)) !== true) {
    if (Date.now() > deadline) {
      const text = await call("async () => document.body.innerText", [])
      throw new Error(`Not true within 30 seconds: ${asyncFunction}\n${String(text)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Clicks the middle of the element that a function of the page returns. */
export async function click(
  { call, perform }: Browser,
  findElement: string,
  ...args: readonly unknown[]
): Promise<void> {
  const position = await call(
    `async (...args) => {
      const element = (${findElement})(...args)
      element.scrollIntoView({ block: "center", behavior: "instant" })
      const { x, y, width, height } = element.getBoundingClientRect()
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) }
    }`,
    args,
  )
  const actions = [
    { type: "pointerMove", ...(position as object) },
    { type: "pointerDown", button: 0 },
    { type: "pointerUp", button: 0 },
  ]
  await perform([{ type: "pointer", id: "mouse", actions }])
}

/** Types a text into the element that has the focus. */
export function type({ perform }: Browser, text: string): Promise<void> {
  const actions = text.split("").flatMap((value) => [
    { type: "keyDown", value },
    { type: "keyUp", value },
  ])
  return perform([{ type: "key", id: "keyboard", actions }])
}
