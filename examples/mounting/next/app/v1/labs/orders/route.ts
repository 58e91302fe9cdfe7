import { startService } from "../../../../service.ts"

/** The ledger is a file or a pool of connections: not for the edge. */
export const runtime = "nodejs"

let service: ReturnType<typeof startService> | undefined

export async function POST(request: Request): Promise<Response> {
  // With the first request and not with the module, which `next build` loads too; and anew after a failure.
  service ??= startService().catch((error: unknown) => {
    service = undefined
    throw error
  })
  const answer = await service
  return answer(request)
}

// The contract's 405; Next's own has no body.
export { POST as DELETE, POST as GET, POST as PATCH, POST as PUT }
