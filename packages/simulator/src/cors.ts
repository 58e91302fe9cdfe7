/** Serves a request. */
type Fetch = (request: Request) => Promise<Response>

/** Allows pages of the listed origins to call a service (Fetch, section 3.2). */
export function withCors(fetch: Fetch, origins: readonly string[]): Fetch {
  return async (request) => {
    const origin = request.headers.get("origin")
    const listed = origin !== null && origins.includes(origin)
    const response = listed && request.method === "OPTIONS" ? preflight() : await fetch(request)
    response.headers.append("vary", "Origin")
    if (listed) response.headers.set("access-control-allow-origin", origin)
    return response
  }
}

function preflight(): Response {
  const headers = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "content-type",
  }
  return new Response(null, { status: 204, headers })
}
