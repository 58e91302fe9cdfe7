import { arrow, box, svg, text, type Diagram } from "./svg.ts"

/** A step of a request, with the responses that this step can return. */
export interface Step {
  readonly name: readonly string[]
  readonly responses: readonly string[]
  /** The change that is committed before the next step. */
  readonly committed?: string
}

/** The steps of a request in their order. `internal_error` can occur in any of them. */
export const steps: readonly Step[] = [
  {
    name: ["Parse HTTP/1.1", "within the time limits"],
    responses: [
      "400 bad_request",
      "408 request_timeout",
      "417 expectation_failed",
      "431 headers_too_large",
      "501 not_implemented",
      "505 http_version_not_supported",
    ],
  },
  {
    name: ["Match path and method"],
    responses: ["404 not_found", "405 method_not_allowed"],
  },
  {
    name: ["Authenticate the caller"],
    responses: [
      "401 unauthenticated",
      "401 token_expired",
      "401 insufficient_scope",
      "502 auth_unavailable",
      "502 overloaded",
    ],
  },
  { name: ["Check the", "concurrency limit"], responses: ["502 overloaded"] },
  {
    name: ["Read and normalize", "the request"],
    responses: [
      "400 unsupported_media_type",
      "400 payload_too_large",
      "400 idempotency_key_missing",
      "400 idempotency_key_invalid",
      "400 invalid_json",
      "400 validation_error",
    ],
  },
  {
    name: ["Claim the intent", "in the ledger"],
    responses: [
      "201 idempotent-replayed",
      "400 idempotency_key_reused",
      "502 order_in_progress",
      "502 store_unavailable",
    ],
    committed: "the state started is committed",
  },
  {
    name: ["Place the order at", "Junction, or find it"],
    responses: [
      "400 patient_rejected",
      "502 junction_rejected",
      "502 junction_unavailable",
      "502 junction_outcome_unknown",
    ],
  },
  {
    name: ["Record the order"],
    responses: ["502 store_unavailable"],
    committed: "the state placed is committed",
  },
]

const title = "The steps of a request, and the responses that end it"
const width = 470
const boxSize = [180, 48] as const
const lineHeight = 18
const gap = 30

/** The steps of a request in the server. */
export const requestLifecycle: Diagram = {
  title,
  svg: draw(),
  text: [
    ...steps.map(({ name, responses, committed }) => {
      const next = committed === undefined ? "" : ` Then ${committed}.`
      return `${name.join(" ")}. Otherwise: ${responses.join(", ")}.${next}`
    }),
    "Respond with 201.",
  ],
}

function draw(): string {
  const parts: string[] = []
  let y = 4
  for (const { name, responses, committed } of steps) {
    const height = Math.max(boxSize[1], responses.length * lineHeight)
    const middle = y + boxSize[1] / 2
    parts.push(
      box([4, y], boxSize, name),
      arrow(
        [
          [184, middle],
          [222, middle],
        ],
        "line exit",
      ),
    )
    parts.push(
      ...responses.map((response, index) =>
        text(
          [230, middle + 5 + (index - Math.min(responses.length - 1, 1) / 2) * lineHeight],
          response,
          "code",
        ),
      ),
    )
    parts.push(
      arrow([
        [94, y + boxSize[1]],
        [94, y + height + gap],
      ]),
    )
    if (committed !== undefined) parts.push(text([104, y + height + gap / 2 + 5], committed))
    y += height + gap
  }
  parts.push(box([4, y], boxSize, ["Respond with 201"], "strong"))
  return svg(width, y + boxSize[1] + 4, title, parts)
}
