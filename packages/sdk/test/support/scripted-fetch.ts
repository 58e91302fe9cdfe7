/** What a scripted fetch was given. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly redirect: string
}

/**
 * A fetch that does what the script says, and a record of every request it was given. What the API itself would answer
 * comes from a mock of it as the script; a script of one's own is for what no honest server does.
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

/** An answer in JSON. */
export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}) {
  return Response.json(body, { status, headers })
}

/** A promise that never settles: the part of a call that hangs. */
export function never<Value>(): Promise<Value> {
  return new Promise(() => {})
}

/** A promise, and the function that fulfils it. */
export function deferred(): { readonly reached: Promise<void>; readonly reach: () => void } {
  let reach = () => {}
  const reached = new Promise<void>((resolve) => {
    reach = resolve
  })
  return { reached, reach }
}
