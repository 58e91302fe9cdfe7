import { createClient, type LoopClient } from "@loop-health/integrations-sdk"

/** Whoever is signed in. */
export interface Session {
  accessToken(): Promise<string>
}

/** The client as the app uses it, on the global fetch. */
export function connect(session: Session): LoopClient {
  return createClient({ token: () => session.accessToken() })
}
