import type { operations } from "@loop-health/integrations-contract"
import { expectTypeOf, test } from "vitest"
import type { OperationTypes } from "../src/generated/operation-types.gen.ts"

/** Every operation as openapi-typescript reads the document, in the other generator's words. */
type FromOpenapiTypescript = {
  [Id in keyof operations]: {
    Body: operations[Id] extends { requestBody: { content: { "application/json": infer Body } } }
      ? Body
      : never
    Headers: operations[Id]["parameters"]["header"]
    Params: operations[Id]["parameters"]["path"]
    Query: operations[Id]["parameters"]["query"]
    Reply: {
      [Status in keyof operations[Id]["responses"]]: operations[Id]["responses"][Status] extends {
        content: { "application/json": infer Body }
      }
        ? Body
        : never
    }
  }
}

/** The same as @hey-api/openapi-ts reads it; what an operation does not have is not there. */
type FromHeyApi = {
  [Id in keyof OperationTypes]: {
    Body: OperationTypes[Id] extends { Body: infer Body } ? Body : never
    Headers: OperationTypes[Id] extends { Headers: infer Headers } ? Headers : undefined
    Params: OperationTypes[Id] extends { Params: infer Params } ? Params : undefined
    Query: OperationTypes[Id] extends { Querystring: infer Query } ? Query : undefined
    Reply: { [Status in keyof OperationTypes[Id]["Reply"]]: OperationTypes[Id]["Reply"][Status] }
  }
}

test("both generators read the same request and the same responses in every operation", () => {
  expectTypeOf<FromHeyApi>().toEqualTypeOf<FromOpenapiTypescript>()
})
