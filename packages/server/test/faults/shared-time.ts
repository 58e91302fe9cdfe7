import { speed } from "./fast-clock.ts"

/** The time that Junction, the processes and PostgreSQL live in: fast, and moved on by the test. */
export interface SharedTime {
  /** The real moment at which it was real time, in epoch milliseconds. */
  readonly origin: number
  /** What was skipped, in milliseconds. */
  readonly offset: number
  /** Epoch milliseconds. */
  now(): number
  advance(milliseconds: number): void
}

/** Starts a time. */
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

/** Lets real milliseconds pass. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
