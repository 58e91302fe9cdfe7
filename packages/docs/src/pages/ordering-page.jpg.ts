import { readFileSync } from "node:fs"
import { join } from "node:path"
import { findRoot } from "../repository.ts"

/** Serves a screenshot of the web example. */
export function GET(): Response {
  const path = "examples/web-react/screenshots/ready-light.jpg"
  return new Response(readFileSync(join(findRoot(), path)))
}
