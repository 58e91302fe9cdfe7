import type { ApiOperation } from "../read-document/api-document.ts"
import { assignmentCases } from "./assignment-cases.ts"
import { authCases } from "./auth/auth-cases.ts"
import { boundaryCases } from "./boundaries/boundary-cases.ts"
import { bodyCases } from "./framing/body-cases.ts"
import { pathCases } from "./framing/path-cases.ts"
import { rawCases } from "./framing/raw-cases.ts"
import { corsCases } from "./cors-cases.ts"
import { fuzzCases } from "./fuzz-cases.ts"
import { intentCases } from "./intents/intent-cases.ts"
import { leakCases } from "./leak-cases.ts"
import { parameterCases } from "./parameter-cases.ts"
import { responseCases } from "./response-cases.ts"
import type { TestCase } from "./test-case.ts"

const factories: readonly ((operation: ApiOperation) => TestCase[])[] = [
  boundaryCases,
  assignmentCases,
  parameterCases,
  fuzzCases,
  bodyCases,
  pathCases,
  rawCases,
  authCases,
  corsCases,
  responseCases,
  intentCases,
  leakCases,
]

/** Returns all cases of an operation, except those of its examples. */
export function allCases(operation: ApiOperation): TestCase[] {
  return factories.flatMap((create) => create(operation))
}
