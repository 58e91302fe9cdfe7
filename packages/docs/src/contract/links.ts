import type { Operation } from "./document.ts"

const base = "/docs"

/** Returns the ID of an operation's page, such as `endpoints/post-v1-labs-orders`. */
export function endpointId({ method, path }: Operation): string {
  return `endpoints/${`${method}${path}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`.replace(
    /-$/,
    "",
  )
}

/** Largest number of operations that the sidebar lists. Each page contains the whole sidebar. */
const listedOperations = 50

/**
 * Returns the sidebar's links to the pages of operations. Returns none if they are too many: the
 * page of all endpoints links to each.
 */
export function operationLinks(operations: readonly Operation[]) {
  if (operations.length > listedOperations) return []
  return operations.map((operation) => ({
    label: `${operation.method} ${operation.path}`,
    link: `/${endpointId(operation)}/`,
  }))
}

/** Returns the link to a page by its ID. Astro does not add the base to links in Markdown. */
export function link(id: string): string {
  return `${base}/${id}/`
}
