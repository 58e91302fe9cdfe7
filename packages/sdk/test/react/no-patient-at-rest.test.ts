import { inspect } from "node:util"
import { aLabOrderRequest } from "@loop-health/integrations-mocks/builders"
import { dehydrate, hydrate, MutationObserver, type QueryClient } from "@tanstack/react-query"
import { expect, test } from "vitest"
import { createLabOrderMutation, getLabOrderIntent } from "../../src/react/index.ts"
import { aQueryClient, goOffline, goOnline } from "../support/query-client.ts"
import { anApi } from "../support/mock-api.ts"

const { patient, address } = aLabOrderRequest()
const values = [...Object.values(patient), ...Object.values(address)].filter(
  // "US" and "IL" also occur in other texts.
  (value) => value.length > 2,
)

function expectNothingOfThePatient(text: string) {
  expect(values.filter((value) => text.includes(value))).toEqual([])
}

/** Orders without a network, so that TanStack Query keeps a paused mutation. */
function orderOffline(queryClient: QueryClient) {
  const { loop, sent } = anApi()
  goOffline()
  const observer = new MutationObserver(queryClient, createLabOrderMutation(loop))
  const ordered = observer.mutate(getLabOrderIntent(queryClient, aLabOrderRequest()))
  return { ordered, sent, loop }
}

test("dehydrate writes a paused order without the patient", async () => {
  const queryClient = aQueryClient()
  const { ordered } = orderOffline(queryClient)
  const state = dehydrate(queryClient)
  expect(state.mutations).toMatchObject([{ state: { isPaused: true } }])
  expectNothingOfThePatient(JSON.stringify(state))
  // A persister may store the unchanged state in IndexedDB.
  expectNothingOfThePatient(inspect(structuredClone(state), { depth: 20, showHidden: true }))
  goOnline()
  await ordered
})

test("dehydrate of all queries and mutations contains no patient", async () => {
  const queryClient = aQueryClient()
  const { ordered } = orderOffline(queryClient)
  goOnline()
  await ordered
  const { mock, loop } = anApi()
  mock.next("patient_rejected")
  const failing = new MutationObserver(queryClient, createLabOrderMutation(loop))
  await expect(
    failing.mutate(getLabOrderIntent(queryClient, aLabOrderRequest())),
  ).rejects.toMatchObject({ code: "validation" })
  const state = dehydrate(queryClient, { shouldDehydrateMutation: () => true })
  expect(state.mutations).toMatchObject([
    { state: { status: "success" } },
    { state: { status: "error" } },
  ])
  expectNothingOfThePatient(JSON.stringify(state))
  expectNothingOfThePatient(inspect(state, { depth: 20, showHidden: true }))
})

test("a restored mutation has no request, so it fails with a message and sends nothing", async () => {
  const before = aQueryClient()
  const { ordered, loop, sent } = orderOffline(before)
  const stored = JSON.stringify(dehydrate(before))
  goOnline()
  await ordered

  const after = aQueryClient()
  const errors: Error[] = []
  const mutation = createLabOrderMutation(loop, { onError: (error) => errors.push(error) })
  after.setMutationDefaults(mutation.mutationKey, mutation)
  hydrate(after, JSON.parse(stored))
  expect(after.getMutationCache().getAll()).toHaveLength(1)
  await after.resumePausedMutations()
  expect(errors).toMatchObject([{ name: "TypeError" }])
  expect(errors[0]?.message).toContain("let the user order again")
  expect(sent).toHaveLength(1)
})

test("the getter request returns the request", () => {
  const intent = getLabOrderIntent(aQueryClient(), aLabOrderRequest())
  expect(intent.request).toEqual(aLabOrderRequest())
  expect(JSON.stringify(intent)).toBe("{}")
})
