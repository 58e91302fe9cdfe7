import { expect, test } from "vitest"
import type { NormalizedOrder } from "../../src/index.ts"
import { aLabOrder } from "../support/a-lab-order.ts"
import { noon } from "../support/field-arbitraries.ts"
import { createTestHandler } from "../support/in-process.ts"
import { createPlacingLab } from "../support/labs.ts"

/** Sends an order. Returns the invalid fields, or the order that reached the lab. */
async function order(changes: Parameters<typeof aLabOrder>[0]) {
  const orders: NormalizedOrder[] = []
  const lab = createPlacingLab((placement) => orders.push(placement.order))
  const { send } = createTestHandler({ now: () => noon, lab })
  const { status, error, order: created } = await send({ body: aLabOrder(changes) })
  const details = error.details ?? []
  return { status, details, paths: details.map(({ path }) => path), taken: orders[0], created }
}

const long = "\u0344".repeat(200)

test.each([
  ["a spacing accent that would become a space", "Nu\u02dcez"],
  ["a spacing diaeresis", "Bront\u00a8e"],
  ["an accent without a letter", "A \u0301B"],
  ["a soft hyphen, which would vanish", "Ann\u00adMarie"],
  ["a zero-width space", "Ann\u200bMarie"],
  ["a zero-width no-break space, which is white space in JavaScript", "Ann\ufeffMarie"],
  ["a bidirectional override", "Ann\u202eMarie"],
  ["a combining grapheme joiner", "Ann\u034fMarie"],
  ["a variation selector", "Ann\ufe0f"],
  ["an enclosing circle, which would vanish", "Ann\u20dd"],
  ["a vowel sign of another script, which would vanish", "Ann\u093f"],
  ["a form feed", "Ann\fMarie"],
  ["a line separator", "Ann\u2028Marie"],
  ["letters of another script", "Анна"],
  ["201 characters that normalize to one letter", `a${long}`],
  ["60,000 characters", "a".repeat(60_000)],
])("a name with %s is rejected", async (_label, name) => {
  expect(await order({ patient: { first_name: name } })).toMatchObject({
    status: 400,
    paths: ["/patient/first_name"],
  })
  expect(await order({ patient: { last_name: name } })).toMatchObject({
    status: 400,
    paths: ["/patient/last_name"],
  })
})

test.each([
  // Apostrophes.
  ..."´ʻʼʽʾʿˈˊˋ`‘’‛′‵＇｀ꞌ՚׳\u1ffd\u1fef".split("").map((mark) => [`O${mark}Brien`, "O'Brien"]),
  // Dashes.
  ..."‐‑‒–—―−﹘﹣－˗⁃".split("").map((dash) => [`Ann${dash}Marie`, "Ann-Marie"]),
  // Letters that Unicode does not decompose.
  ["GROẞMANN", "GROSSMANN"],
  ["Ħal Għawdex ħ", "Hal Ghawdex h"],
  ["Ŧŧ Ŋŋ", "Tt Nn"],
  ["Ǥǥ Ʒʒ", "Gg Zz"],
  ["Əliyev Məmməd", "Eliyev Memmed"],
  ["Ɓɓ Ɗɗ Ƙƙ Ƴƴ", "Bb Dd Kk Yy"],
  ["Ɛɛ Ɔɔ Ɖɖ Ƒƒ Ɣɣ Ʋʋ", "Ee Oo Dd Ff Gg Vv"],
  ["Ɨɨ Ʉʉ Ɵɵ Ɩɩ Ƶƶ ĸ", "Ii Uu Oo Ii Zz k"],
  ["Þórður Ðæsk", "Thordur Daesk"],
  // Letters with accents, in both forms.
  ["Nuñez", "Nunez"],
  ["Nun\u0303ez", "Nunez"],
  ["Nguyễn Thị Ánh", "Nguyen Thi Anh"],
  ["a".repeat(50), "a".repeat(50)],
  ["é".normalize("NFD").repeat(50), "e".repeat(50)],
])("the name %s reaches the lab as %s", async (written, normalized) => {
  const { status, taken } = await order({ patient: { first_name: written, last_name: written } })
  expect(status).toBe(201)
  expect(taken?.patient).toMatchObject({ firstName: normalized, lastName: normalized })
})
