/** `iss` of all tokens of the benchmark. */
export const issuer = "https://issuer.example"

/** `aud` of all tokens of the benchmark. */
export const audience = "https://integrations.platform.loop.health"

/** A measured server. */
export type SubjectName = "bare" | "ours" | "fastify" | "hono" | "express"

/** A message of a server: its URL and the CPU time that it has used, in microseconds. */
export interface SubjectMessage {
  readonly url: string
  readonly cpu: number
}
