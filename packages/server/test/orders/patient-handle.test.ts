import { expect, test } from "vitest"
import { aLabOrder } from "../support/a-lab-order.ts"
import { createTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"

/** Sends an order. Returns the ID of the patient's user at Junction. */
async function handleOf(changes: Parameters<typeof aLabOrder>[0]): Promise<string | undefined> {
  const handles: string[] = []
  const lab = createPlacingLab(({ patientHandle }) => handles.push(patientHandle))
  const { send } = createTestHandler({ lab })
  await send({ body: aLabOrder(changes) })
  return handles[0]
}

const withoutId = (patient: Record<string, unknown> = {}) => ({ patient_id: undefined, patient })

test.each([
  ["sex", { sex: "male" }],
  ["sex, if one is absent", { sex: undefined }],
  ["email address", { email: "marius@zephyrine.example" }],
  ["phone number", { phone: "+13125550143" }],
  ["phone number, if one is absent", { phone: undefined }],
  ["given name", { first_name: "Marius" }],
  ["family name", { last_name: "Marmalade" }],
  ["date of birth", { dob: "1991-04-12" }],
])("without patient_id, people who differ in their %s are two users", async (_label, other) => {
  const handles = [await handleOf(withoutId()), await handleOf(withoutId(other))]
  expect(handles).toEqual([expect.stringMatching(/^lh_/), expect.stringMatching(/^lh_/)])
  expect(handles[0]).not.toBe(handles[1])
  const nulled = await handleOf({ patient_id: null, patient: other })
  expect(nulled).toBe(handles[1])
})

test("without patient_id, other spellings of the same facts are the same user", async () => {
  const spelled = withoutId({
    first_name: " QUILLON ",
    email: "Quillon@Zephyrine.example",
    phone: "(312) 555-0142",
    sex: "F",
  })
  expect(await handleOf(spelled)).toBe(await handleOf(withoutId()))
})

test("with patient_id, a new email address, phone number, or sex is the same user", async () => {
  const before = await handleOf({ patient_id: "pat_1" })
  const patient = { email: "new@zephyrine.example", phone: "+13125550143", sex: "x" }
  expect(await handleOf({ patient_id: "pat_1", patient })).toBe(before)
  expect(await handleOf({ patient_id: "pat_2" })).not.toBe(before)
  expect(await handleOf(withoutId())).not.toBe(before)
})
