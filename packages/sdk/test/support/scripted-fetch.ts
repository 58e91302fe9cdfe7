/** A request that a scripted fetch received. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly redirect: string
}

/**
 * Creates a fetch that runs a script and records every request. For correct responses, the script
 * is a mock of the API. Other scripts are for faulty servers.
 */
export function scriptedFetch(script: (request: Request) => Promise<Response> | Response) {
  const sent: SentRequest[] = []
  const fetch = async (request: Request) => {
    sent.push({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.clone().text(),
      redirect: request.redirect,
    })
    return script(request)
  }
  return { fetch, sent }
}

/** Returns a JSON response. */
export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}) {
  return Response.json(body, { status, headers })
}

/** Returns a promise that never settles. */
export function never<Value>(): Promise<Value> {
  return new Promise(() => {})
}

/** Returns a promise and the function that resolves it. */
export function deferred(): { readonly reached: Promise<void>; readonly reach: () => void } {
  let reach = () => {}
  const reached = new Promise<void>((resolve) => {
    reach = resolve
  })
  return { reached, reach }
}
