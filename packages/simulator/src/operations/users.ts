import type { RejectionDetail, User } from "../generated/junction.gen.ts"
import { json, type SimulatedResponse } from "../simulated-response.ts"
import type { SimulatorStore } from "../store.ts"
import { inSeconds } from "./timestamps.ts"
import { missing, object, optional, string, trimmed } from "./field-checks.ts"

const createUserSchema = object({
  client_user_id: string(),
  fallback_time_zone: optional(string()),
  fallback_birth_date: optional(string()),
})

/**
 * Handles `POST /v2/user`. If the `client_user_id` exists, the response is a 400 with the user's
 * ID. If the number of users has reached `userCap`, the response is a 400 with the same
 * `error_type` and no ID. Both are observed.
 */
export function createUser(store: SimulatorStore, body: unknown): SimulatedResponse {
  const request = trimmed(body)
  const detail = body === undefined ? missing(["body"], null) : createUserSchema(request, ["body"])
  if (detail.length > 0) return json(422, { detail })
  const { client_user_id, fallback_time_zone, fallback_birth_date } = request as {
    client_user_id: string
    fallback_time_zone?: string | null
    fallback_birth_date?: string | null
  }

  const existing = store.userByClientId(client_user_id)?.user
  if (existing !== undefined) {
    return rejected({
      error_type: "INVALID_REQUEST",
      error_message: "Client user id already exists.",
      user_id: existing.user_id,
      created_on: existing.created_on,
    })
  }
  if (store.userCount() >= store.userCap) {
    return rejected({
      error_type: "INVALID_REQUEST",
      error_message: `You have reached the maximum of ${store.userCap} Sandbox users`,
    })
  }

  const at = inSeconds(store.now())
  const origin = { source_slug: "manual", updated_at: at }
  const user: User = {
    user_id: store.createId(),
    team_id: store.teamId,
    client_user_id,
    created_on: at,
    connected_sources: [],
    fallback_time_zone: fallback_time_zone ? { id: fallback_time_zone, ...origin } : null,
    fallback_birth_date: fallback_birth_date ? { value: fallback_birth_date, ...origin } : null,
    ingestion_start: null,
    ingestion_end: null,
  }
  store.putUser({ user, patient_details: null, patient_address: null })
  return json(200, user)
}

function rejected(detail: RejectionDetail): SimulatedResponse {
  return json(400, { detail })
}

/** Handles `GET /v2/user/resolve/{client_user_id}`. */
export function resolveUser(store: SimulatorStore, clientUserId: string): SimulatedResponse {
  const found = store.userByClientId(clientUserId)
  return found === undefined ? json(404, { detail: "User not found" }) : json(200, found.user)
}
