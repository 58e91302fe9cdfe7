import type { Operation } from "./document.ts"

const base = "/docs"

/** Returns the ID of an operation's page, such as `endpoints/post-v1-labs-orders`. */
export function endpointId({ method, path }: Operation): string {
  return `endpoints/${`${method}${path}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`.replace(
    /-$/,
    "",
  )
}

/** Returns the path of an operation's page, without the site's base. */
export function endpointPath(operation: Operation): string {
  return `/${endpointId(operation)}/`
}

/** Returns the link to a page by its ID. Astro does not add the base to links in Markdown. */
export function link(id: string): string {
  return `${base}/${id}/`
}
