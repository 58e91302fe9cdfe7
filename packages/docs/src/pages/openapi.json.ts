import { readDocument } from "../contract/document.ts"

/** Serves the contract. */
export function GET(): Response {
  return new Response(readDocument(), { headers: { "content-type": "application/json" } })
}
