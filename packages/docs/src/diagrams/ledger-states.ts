import { arrow, box, svg, text, type Diagram, type Point } from "./svg.ts"

/** The possible changes of a row's state. */
export const transitions: readonly (readonly [from: string, to: string, cause: string])[] = [
  ["no row", "started", "first request"],
  ["started", "rejected", "Junction rejects the order"],
  ["started", "unfinished", "outcome unknown, or claim released"],
  ["started", "placed", "Junction has the order"],
  ["rejected", "started", "request with any body"],
  ["unfinished", "started", "request with the same body"],
  ["rejected", "placed", "late response"],
  ["unfinished", "placed", "reconciled, or late response"],
]

const title = "The states of an order in the ledger"
const size: Point = [120, 40]

/** The states of an order, and the events that change them. */
export const ledgerStates: Diagram = {
  title,
  svg: svg(470, 404, title, [
    text([235, 18], "first request", "middle note"),
    arrow([
      [235, 26],
      [235, 58],
    ]),
    box([175, 60], size, ["started"]),
    box([4, 200], size, ["rejected"]),
    box([346, 200], size, ["unfinished"]),
    box([175, 356], size, ["placed"], "strong"),

    arrow([
      [175, 72],
      [48, 72],
      [48, 198],
    ]),
    text([44, 46], "Junction rejects", "note"),
    text([44, 62], "the order", "note"),
    arrow(
      [
        [82, 200],
        [82, 90],
        [173, 90],
      ],
      "line back",
    ),
    text([90, 132], "request with", "note"),
    text([90, 148], "any body", "note"),

    arrow([
      [295, 72],
      [422, 72],
      [422, 198],
    ]),
    text([426, 46], "outcome unknown,", "end note"),
    text([426, 62], "or claim released", "end note"),
    arrow(
      [
        [388, 200],
        [388, 90],
        [297, 90],
      ],
      "line back",
    ),
    text([380, 132], "request with", "end note"),
    text([380, 148], "the same body", "end note"),

    arrow([
      [235, 100],
      [235, 354],
    ]),
    text([243, 225], "Junction has", "note"),
    text([243, 241], "the order", "note"),

    arrow([
      [64, 240],
      [64, 376],
      [173, 376],
    ]),
    text([72, 300], "late response", "note"),
    arrow([
      [406, 240],
      [406, 376],
      [297, 376],
    ]),
    text([398, 292], "reconciled, or", "end note"),
    text([398, 308], "late response", "end note"),
  ]),
  text: transitions.map(([from, to, cause]) => `${from} → ${to}: ${cause}`),
}
