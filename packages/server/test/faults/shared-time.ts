import { speed } from "./fast-clock.ts"

/** The fast clock of Junction, the processes, and PostgreSQL, which the test can advance. */
export interface SharedTime {
  /** The time at which it was equal to real time, in epoch milliseconds. */
  readonly origin: number
  /** The skipped time in milliseconds. */
  readonly offset: number
  /** Epoch milliseconds. */
  now(): number
  advance(milliseconds: number): void
}

/** Creates a shared time. */
export function createSharedTime(): SharedTime {
  const origin = Date.now()
  let offset = 0
  return {
    origin,
    get offset() {
      return offset
    },
    now: () => Math.floor(origin + (Date.now() - origin) * speed + offset),
    advance(milliseconds) {
      offset += milliseconds
    },
  }
}

/** Waits for a real time in milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
