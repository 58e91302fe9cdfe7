/** Numbers of complete error responses from Junction to the sends of one attempt. */
export interface ErrorResponses {
  /** Number of responses that only Junction itself writes. Excludes 429, 502, 503, and 504. */
  readonly junction: number
  /** Number of responses with 502, 503, or 504. A gateway in front of Junction can write them. */
  readonly gateway: number
}

/** Counts of zero, for an attempt before its first send. */
export const noErrorResponses: ErrorResponses = { junction: 0, gateway: 0 }

/** Maximum number of error responses that Junction itself wrote before resends stop. */
const maxJunctionErrors = 2

/** Maximum number of error responses of any kind before resends stop. */
const maxErrorResponses = 6

/**
 * Returns whether resends of an attempt must stop because of its error responses. After the maximum
 * number, Junction has probably saved an error response under the upstream key. Without a limit,
 * each retry would move the time of the last send, and the settle time would never pass.
 */
export function areResendsPointless({ junction, gateway }: ErrorResponses): boolean {
  return junction >= maxJunctionErrors || junction + gateway >= maxErrorResponses
}

/** Returns the sum of two counts of error responses. */
export function addErrorResponses(one: ErrorResponses, other: ErrorResponses): ErrorResponses {
  return { junction: one.junction + other.junction, gateway: one.gateway + other.gateway }
}
