import { authFaults } from "./auth-faults.ts"
import { bodyFaults } from "./body-faults.ts"
import { corsFaults } from "./cors-faults.ts"
import type { Fault } from "./fault.ts"
import { framingFaults } from "./framing-faults.ts"
import { headerFaults } from "./header-faults.ts"
import { intentFaults } from "./intent-faults.ts"
import { keyFaults } from "./key-faults.ts"
import { leakFaults } from "./leak-faults.ts"
import { responseFaults } from "./response-faults.ts"

/** All switches of the faulty server. */
export const allFaults: readonly Fault[] = [
  ...bodyFaults,
  ...headerFaults,
  ...framingFaults,
  ...authFaults,
  ...corsFaults,
  ...responseFaults,
  ...keyFaults,
  ...intentFaults,
  ...leakFaults,
]
