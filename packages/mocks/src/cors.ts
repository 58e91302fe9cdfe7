/** Response headers that allow pages of every origin to read the response. */
export const corsHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
} as const

/** Returns whether a request is a CORS preflight (Fetch, section 3.2.2). */
export function isPreflight({ method, headers }: Request): boolean {
  return method === "OPTIONS" && headers.has("access-control-request-method")
}

/** Responds to a CORS preflight, and allows everything that the preflight requests. */
export function respondPreflight({ headers }: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders,
      "access-control-allow-methods": headers.get("access-control-request-method") ?? "*",
      "access-control-allow-headers": headers.get("access-control-request-headers") ?? "*",
    },
  })
}
