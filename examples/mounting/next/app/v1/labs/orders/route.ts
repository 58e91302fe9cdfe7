import { startService } from "../../../../service.ts"

/** The ledger needs a file or TCP connections, which the edge runtime does not have. */
export const runtime = "nodejs"

let service: ReturnType<typeof startService> | undefined

export async function POST(request: Request): Promise<Response> {
  // Started by the first request, because `next build` loads the module too. Retried after an
  // error.
  service ??= startService().catch((error: unknown) => {
    service = undefined
    throw error
  })
  const handle = await service
  return handle(request)
}

// The contract's 405 has a body, unlike that of Next.
export { POST as DELETE, POST as GET, POST as PATCH, POST as PUT }
