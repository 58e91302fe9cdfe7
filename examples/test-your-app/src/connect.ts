import { createClient, type LoopClient } from "@loop-health/integrations-sdk"

/** The session of the signed-in user. */
export interface Session {
  accessToken(): Promise<string>
}

/** Creates the app's client, which uses the global fetch. */
export function connect(session: Session): LoopClient {
  return createClient({ token: () => session.accessToken() })
}
