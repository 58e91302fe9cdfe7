import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createClient } from "@hey-api/openapi-ts"
import type { Contract } from "./contract.ts"

/** Creates a zod schema for each schema of the document. */
export async function zodModule(contract: Contract): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "hey-api-"))
  try {
    await createClient({
      // The generator changes its input.
      input: structuredClone(contract) as unknown as Record<string, unknown>,
      output: { path, header: [] },
      logs: { level: "silent", file: false },
      plugins: [{ name: "zod", definitions: "{{name}}Schema", requests: false, responses: false }],
    })
    return await readFile(join(path, "zod.gen.ts"), "utf8")
  } finally {
    await rm(path, { recursive: true, force: true })
  }
}
