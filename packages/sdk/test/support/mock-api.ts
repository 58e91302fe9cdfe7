import { createMockFetch } from "@loop-health/integrations-mocks"
import { createClient } from "../../src/index.ts"
import { scriptedFetch } from "./scripted-fetch.ts"

/** A mock of the API, clients of it, and what it was sent. */
export function anApi() {
  const mock = createMockFetch()
  let gate = Promise.resolve()
  const { fetch, sent } = scriptedFetch(async (request) => {
    await gate
    return mock(request)
  })
  // Without retries of the SDK's own, so that each failure of the mock is a failure of the mutation.
  const options = { token: "any", fetch, maxRetries: 0 }
  return {
    mock,
    sent,
    loop: createClient(options),
    connect: () => createClient(options),
    keys: () => [...new Set(sent.map(({ headers }) => headers["idempotency-key"]))],
    bodies: () => [...new Set(sent.map(({ body }) => body))],
    /** Requests that are sent from now on wait on their way, until the function that it gives is called. */
    hold: () => {
      let release = () => {}
      gate = new Promise((resolve) => {
        release = resolve
      })
      return () => release()
    },
  }
}
