import type { OrderResponse } from "./generated/junction.gen.ts"
import { json, text, type Answer } from "./answer.ts"
import { newOrder } from "./order-document.ts"
import { brokenRule } from "./order-rules.ts"
import type { Team } from "./team.ts"
import { validateOrder, type ValidatedOrder } from "./validate-order.ts"

/** Whose turn it is with an idempotency key, beyond what the team has saved. */
export interface KeysInFlight {
  /** Marks a key as being executed, until the returned function is called. */
  hold(key: string | undefined): () => void
  has(key: string): boolean
}

/** Makes a set of keys in flight; it is not part of a simulator's state, as a restart ends every request. */
export function createKeysInFlight(): KeysInFlight {
  const held = new Set<string>()
  return {
    hold(key) {
      // Who comes second to a key holds nothing, and so releases nothing.
      if (key === undefined || held.has(key)) return () => {}
      held.add(key)
      return () => held.delete(key)
    },
    has: (key) => held.has(key),
  }
}

/**
 * Answers `POST /v3/order`. The first executed answer to a key is saved, failures included, and is the answer to every
 * later request with that key whatever its body; nothing is saved for a request that fails validation or that meets
 * another one in flight (documented; that this is a 409 is assumed). Validation comes before the key (assumed).
 */
export function createOrder(team: Team, keys: KeysInFlight, headers: Headers, body: unknown) {
  const validated = validateOrder(body, team.now())
  if (validated.kind === "invalid") return json(422, { detail: validated.members })

  const key = headers.get("x-idempotency-key") ?? undefined
  if (key === undefined) return execute(team, validated)
  const saved = team.savedAnswer(key)
  if (saved !== undefined) return saved
  if (keys.has(key)) {
    return json(409, { detail: "A request with this idempotency key is being executed" })
  }
  const answer = execute(team, validated)
  saveUnderKey(team, headers, answer)
  return answer
}

/**
 * Saves an answer under the request's key, unless the key has one already. Failures are not saved when the request says
 * `X-Idempotency-Error: no-cache` (assumed; Junction declares the header and does not explain it).
 */
export function saveUnderKey(team: Team, headers: Headers, answer: Answer): void {
  const key = headers.get("x-idempotency-key")
  if (key === null || team.savedAnswer(key) !== undefined) return
  if (answer.status >= 400 && headers.get("x-idempotency-error") === "no-cache") return
  team.saveAnswer(key, answer)
}

function execute(team: Team, validated: Exclude<ValidatedOrder, { kind: "invalid" }>): Answer {
  if (validated.kind === "crash") return text(500, "Internal Server Error")
  const request = validated.order
  const user = team.user(request.user_id)
  if (user === undefined) return json(404, { detail: "User does not exist on this team" })
  const rule = brokenRule(request, team.strict)
  if (rule !== undefined) return json(400, { detail: rule })

  const order = newOrder(team, request)
  team.putOrder(order)
  // Ordering overwrites what the user was (observed): a user stands for one patient.
  const { patient_details, patient_address } = order
  team.putUser({ ...user, patient_details, patient_address })
  const message = "Order created successfully"
  return json(200, { order, status: "success", message } satisfies OrderResponse)
}
