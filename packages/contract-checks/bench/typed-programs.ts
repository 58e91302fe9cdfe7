/** A program that calls the operations of a client, with the type of each request and response. */
export type TypedProgram = (operations: number) => string

/** Uses the generated types and constants of this project. */
export const ownProgram: TypedProgram = (operations) =>
  program(
    operations,
    [
      'import type * as types from "./types.gen.ts"',
      'import * as operations from "./operations.gen.ts"',
      "declare function send<Body, Response>(path: string, key: string, body: Body): Promise<Response>",
    ],
    (index) => `
export async function call${index}(key: string, body: types.LabOrderRequest${index}) {
  const path = operations.createLabOrder${index}.path
  const order = await send<types.LabOrderRequest${index}, types.LabOrder${index}>(path, key, body)
  return order.status
}`,
  )

/** Uses openapi-fetch and the types of openapi-typescript. */
export const openapiFetchProgram: TypedProgram = (operations) =>
  program(
    operations,
    [
      'import createClient from "openapi-fetch"',
      'import type { components, paths } from "./openapi-typescript.ts"',
      'const client = createClient<paths>({ baseUrl: "https://api.example" })',
    ],
    (index) => `
export async function call${index}(key: string, body: components["schemas"]["LabOrderRequest${index}"]) {
  const params = { header: { "idempotency-key": key } }
  const { data } = await client.POST("/v1/labs/orders${index}", { params, body })
  return data?.status
}`,
  )

/** Uses the client that hey-api generates. */
export const heyApiProgram: TypedProgram = (operations) =>
  program(
    operations,
    [
      'import * as sdk from "./hey-api/sdk.gen.ts"',
      'import type * as types from "./hey-api/types.gen.ts"',
    ],
    (index) => `
export async function call${index}(key: string, body: types.LabOrderRequest${index}) {
  const headers = { "idempotency-key": key }
  const { data } = await sdk.createLabOrder${index}({ headers, body })
  return data?.status
}`,
  )

function program(
  operations: number,
  head: readonly string[],
  call: (index: string) => string,
): string {
  const calls = Array.from({ length: operations }, (_, index) =>
    call(index === 0 ? "" : String(index + 1)),
  )
  return [...head, ...calls, ""].join("\n")
}
