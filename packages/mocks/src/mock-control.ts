import type { MockOrder } from "./fake-lab.ts"
import type { BodyChanges, ScenarioOptions } from "./planned-scenario.ts"
import type { ScenarioName } from "./scenarios.ts"

/** A request that a mock received, without personal data. */
export interface MockCall {
  readonly method: string
  /** The `idempotency-key` header. Undefined if it is missing. */
  readonly key: string | undefined
  /** The scenario that was applied. Undefined if the request ended before the scenario applied. */
  readonly scenario: ScenarioName | undefined
  /** Status of the response. Undefined if no response arrives. */
  readonly status: number | undefined
}

/** Controls of a mock. */
export interface MockControl {
  /**
   * Queues a scenario for one request. Returns the controls, so that calls can be chained. If a
   * request ends before the scenario applies, the scenario stays queued. Examples are requests with
   * an invalid body, or with a key whose order exists.
   *
   * @param changes Changes to the response body. Changes to an order also apply to its replays.
   *
   * @throws TypeError if the name is unknown, the scenario has no body to change, the contract
   * forbids the changed body, or `delayMs` is negative or not finite.
   *
   * @example
   * mock.next("overloaded").next("created", { status: "collecting_sample" }, { delayMs: 50 })
   */
  readonly next: <Name extends ScenarioName>(
    name: Name,
    changes?: BodyChanges<Name>,
    options?: ScenarioOptions,
  ) => MockControl
  /**
   * Sets the scenario of all later requests without a queued one. Call `always("created")` to
   * restore the default. Parameters, result, and errors are those of `next`.
   */
  readonly always: <Name extends ScenarioName>(
    name: Name,
    changes?: BodyChanges<Name>,
    options?: ScenarioOptions,
  ) => MockControl
  /**
   * Removes all scenarios, orders, idempotency keys, and calls. Restarts the IDs and the default
   * clock. Call it after each test.
   */
  readonly reset: () => void
  /** Returns the orders at the fake lab, oldest first. Each intent must create only one order. */
  readonly orders: () => readonly MockOrder[]
  /** Returns the received requests, oldest first. CORS preflights are not included. */
  readonly calls: () => readonly MockCall[]
}
