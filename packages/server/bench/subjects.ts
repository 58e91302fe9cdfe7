/** The `iss` of every token of the bench. */
export const issuer = "https://issuer.example"

/** The `aud` of every token of the bench. */
export const audience = "https://integrations.platform.loop.health"

/** What is measured. */
export type SubjectName = "bare" | "ours" | "fastify" | "fastify-jose"

/** What a subject's process says: where it is reached, and the CPU that it has used, in microseconds. */
export interface SubjectMessage {
  readonly url: string
  readonly cpu: number
}
