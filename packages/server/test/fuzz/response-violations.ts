import { declaredResponse } from "./document.ts"
import type { FuzzedRequest } from "./requests.ts"
import type { TargetResponse } from "./target.ts"
import { fieldAt, expectResponse, type Detail, type Expectation } from "./expected-response.ts"

/** The body of a success or an error. */
interface ResponseBody {
  readonly error?: string
  readonly details?: readonly Detail[]
}

/** Returns the code of an error response, or `created` for a 201. */
export function codeOf({ status, text }: TargetResponse): string {
  return status === 201 ? "created" : String((JSON.parse(text) as ResponseBody).error)
}

/** Returns the details of a response: paths of fields, and messages. */
export function detailsOf({ text }: TargetResponse): readonly Detail[] {
  return (JSON.parse(text) as ResponseBody).details ?? []
}

/** Returns every violation of the contract and of the expected response. */
export function findViolations(
  request: FuzzedRequest,
  user: string,
  response: TargetResponse,
): string[] {
  const declared = declaredResponse(response.status)
  if (declared === undefined) return [`the contract does not declare ${response.status}`]
  const body = JSON.parse(response.text) as ResponseBody
  const expectation = expectResponse(request)
  const code = codeOf(response)
  return [
    ...declared
      .validate(body)
      .map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`),
    ...(declared.codes === undefined || declared.codes.includes(code)
      ? []
      : [`${code} is not a code of ${response.status}`]),
    ...(expectation.codes.includes(code)
      ? []
      : [`expected ${expectation.codes.join(" or ")}, got ${code}`]),
    ...(expectation.check?.(body.details ?? []) ?? []),
    ...(response.status === 201 ? orderViolations(body, user, expectation) : []),
    ...headerViolations(request, response, declared.headers),
  ]
}

/** Returns the fields of a 201 that differ from the request and its caller. */
function orderViolations(order: object, user: string, { value }: Expectation): string[] {
  const expected: Readonly<Record<string, unknown>> = { brand_id: "brand_a", user_id: user }
  const echoed = ["panel_slug", "patient_id", "total_cents", "currency"].map((field) => [
    field,
    fieldAt(value, `/${field}`) ?? null,
  ])
  return Object.entries({ ...expected, ...Object.fromEntries(echoed) })
    .filter(([field, sent]) => fieldAt(order, `/${field}`) !== sent)
    .map(([field]) => `${field} differs from the request`)
}

/** Headers that every response has, or that HTTP adds. */
const ordinary = [
  ..."content-type cache-control x-content-type-options x-request-id".split(" "),
  ..."content-length date connection keep-alive".split(" "),
]

function headerViolations(
  { requestId }: FuzzedRequest,
  { headers }: TargetResponse,
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
    ...(headers["content-type"] === "application/json" ? [] : ["the response is not JSON"]),
    ...((given === requestId) === known ? [] : ["x-request-id is wrong"]),
  ]
}
