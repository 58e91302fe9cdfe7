import { declaredResponse } from "./document.ts"
import type { FuzzedRequest } from "./requests.ts"
import type { Answer } from "./target.ts"
import { memberAt, verdictOn, type Detail, type Verdict } from "./expected-response.ts"

/** A body of the contract's, whichever. */
interface AnswerBody {
  readonly error?: string
  readonly details?: readonly Detail[]
}

/** The `error` of an answer; `created` for a 201. */
export function codeOf({ status, text }: Answer): string {
  return status === 201 ? "created" : String((JSON.parse(text) as AnswerBody).error)
}

/** The messages that an answer tells of a body, with the member each is about. */
export function detailsOf({ text }: Answer): readonly Detail[] {
  return (JSON.parse(text) as AnswerBody).details ?? []
}

/** Everything that is wrong with an answer, by the contract and by what had to become of its request. */
export function faultsOfAnswer(request: FuzzedRequest, user: string, answer: Answer): string[] {
  const declared = declaredResponse(answer.status)
  if (declared === undefined) return [`the contract declares no ${answer.status}`]
  const body = JSON.parse(answer.text) as AnswerBody
  const verdict = verdictOn(request)
  const code = codeOf(answer)
  return [
    ...declared
      .faultsOf(body)
      .map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`),
    ...(declared.codes === undefined || declared.codes.includes(code)
      ? []
      : [`${code} is no code of a ${answer.status}`]),
    ...(verdict.codes.includes(code) ? [] : [`${code}, and not ${verdict.codes.join(" or ")}`]),
    ...(verdict.faultsOf?.(body.details ?? []) ?? []),
    ...(answer.status === 201 ? faultsOfOrder(body, user, verdict) : []),
    ...faultsOfHeaders(request, answer, declared.headers),
  ]
}

/** What a 201 gives back has to be what was sent, by whoever sent it. */
function faultsOfOrder(order: object, user: string, { value }: Verdict): string[] {
  const expected: Readonly<Record<string, unknown>> = { brand_id: "brand_a", user_id: user }
  const echoed = ["panel_slug", "patient_id", "total_cents", "currency"].map((member) => [
    member,
    memberAt(value, `/${member}`) ?? null,
  ])
  return Object.entries({ ...expected, ...Object.fromEntries(echoed) })
    .filter(([member, sent]) => memberAt(order, `/${member}`) !== sent)
    .map(([member]) => `${member} is not what was sent`)
}

/** Headers that every answer has, or that HTTP itself adds. */
const ordinary = [
  ..."content-type cache-control x-content-type-options x-request-id".split(" "),
  ..."content-length date connection keep-alive".split(" "),
]

function faultsOfHeaders(
  { requestId }: FuzzedRequest,
  { headers }: Answer,
  declared: readonly string[],
): string[] {
  const known = requestId !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(requestId)
  const given = headers["x-request-id"]
  return [
    ...Object.keys(headers)
      .filter((header) => !declared.includes(header) && !ordinary.includes(header))
      .map((header) => `the header ${header} is not declared`),
    ...ordinary
      .slice(0, 4)
      .filter((header) => headers[header] === undefined)
      .map((header) => `the header ${header} is missing`),
    ...(headers["content-type"] === "application/json" ? [] : ["the answer is not JSON"]),
    ...((given === requestId) === known ? [] : ["x-request-id is not as it was sent, or is"]),
  ]
}
