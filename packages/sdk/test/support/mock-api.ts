import { createMockFetch } from "@loop-health/integrations-mocks"
import { createClient } from "../../src/index.ts"
import { scriptedFetch } from "./scripted-fetch.ts"

/** Creates a mock of the API with clients and recorded requests. */
export function anApi() {
  const mock = createMockFetch()
  let gate = Promise.resolve()
  const { fetch, sent } = scriptedFetch(async (request) => {
    await gate
    return mock(request)
  })
  // Without retries of the SDK, each error of the mock is an error of the mutation.
  const options = { token: "any", fetch, maxRetries: 0 }
  return {
    mock,
    sent,
    loop: createClient(options),
    connect: () => createClient(options),
    keys: () => [...new Set(sent.map(({ headers }) => headers["idempotency-key"]))],
    bodies: () => [...new Set(sent.map(({ body }) => body))],
    /** Delays all later requests until the returned function is called. */
    pause: () => {
      let release = () => {}
      gate = new Promise((resolve) => {
        release = resolve
      })
      return () => release()
    },
  }
}
