// An operation compiles only if it matches the contract.
import type { LabOrderRequest, operations } from "@loop-health/integrations-contract"
import { expectTypeOf, test } from "vitest"
import type { Operation } from "../../src/call/types.ts"
import type { CreatedLabOrder, ValidationError } from "../../src/index.ts"
import type { FoundLabOrder, GetLabOrder, PathsWithGet } from "../support/get-lab-order.ts"

type Create = Operation<operations["createLabOrder"], CreatedLabOrder>
type Get = Operation<GetLabOrder, FoundLabOrder, PathsWithGet>

type Change<Plan, Changes> = Omit<Plan, keyof Changes> & Changes

test("an operation has the method and path of the contract", () => {
  expectTypeOf<Pick<Create, "method" | "path">>().toExtend<{
    method: "POST"
    path: "/v1/labs/orders"
  }>()
  expectTypeOf<Change<Create, { method: "POST" }>>().toExtend<Create>()
  expectTypeOf<Change<Create, { method: "PUT" }>>().not.toExtend<Create>()
  expectTypeOf<Change<Create, { path: "/v1/labs/order" }>>().not.toExtend<Create>()
  expectTypeOf<Change<Get, { path: "/v1/labs/orders" }>>().not.toExtend<Get>()
})

test("an operation has exactly the declared body", () => {
  expectTypeOf<Create["body"]>().toEqualTypeOf<LabOrderRequest>()
  expectTypeOf<Change<Create, { body: Omit<LabOrderRequest, "address"> }>>().not.toExtend<Create>()
  expectTypeOf<Omit<Create, "body">>().not.toExtend<Create>()
  expectTypeOf<Change<Get, { body: LabOrderRequest }>>().not.toExtend<Get>()
})

test("an operation has the declared parameters without the key", () => {
  expectTypeOf<
    Change<Create, { params: { header: { "x-other": string } } }>
  >().not.toExtend<Create>()
  expectTypeOf<
    Change<Create, { params: { header: { "idempotency-key": string } } }>
  >().not.toExtend<Create>()
  expectTypeOf<Change<Create, { params: { path: { id: string } } }>>().not.toExtend<Create>()
  expectTypeOf<Omit<Get, "params">>().not.toExtend<Get>()
  expectTypeOf<Change<Get, { params: { path: { id: string } } }>>().not.toExtend<Get>()
  expectTypeOf<{ path: { order_id: string } }>().toExtend<Get["params"]>()
})

test("each declared error status has a class, and only success statuses are a success", () => {
  type Errors = Create["errors"]
  expectTypeOf<keyof Errors>().toEqualTypeOf<400 | 401 | 502>()
  expectTypeOf<Change<Create, { errors: Omit<Errors, 502> }>>().not.toExtend<Create>()
  expectTypeOf<Create["successStatus"]>().toEqualTypeOf<201>()
  // @ts-expect-error 200 is not declared
  type _ = Operation<operations["createLabOrder"], Change<CreatedLabOrder, { status: 200 }>>
  expectTypeOf<ValidationError>().toExtend<InstanceType<Errors[400]>>()
})

test("an operation has an outcome exactly if the contract declares the key", () => {
  type Declared = operations["createLabOrder"]
  type OtherHeader = Change<
    Declared,
    { parameters: { header: { "idempotency-token": string }; path?: never } }
  >
  type Paths = { "/v1/labs/orders": { post: OtherHeader } }
  type Renamed = Operation<OtherHeader, CreatedLabOrder, Paths>
  expectTypeOf<Omit<Create, "outcomeOf">>().not.toExtend<Create>()
  expectTypeOf<Get["outcomeOf"]>().toEqualTypeOf<undefined>()
  expectTypeOf<Renamed["outcomeOf"]>().toEqualTypeOf<undefined>()
  // @ts-expect-error the meta of a call with a key has the key
  type _ = Operation<Declared, Change<CreatedLabOrder, { meta: FoundLabOrder["meta"] }>>
})
