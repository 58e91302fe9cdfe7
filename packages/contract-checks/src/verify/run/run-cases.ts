import { checkDeclaration } from "../checks/check-declaration.ts"
import { checkEcho } from "../checks/check-echo.ts"
import { checkHeaders, createComparingChecks } from "../checks/check-headers.ts"
import { checkLeaks } from "../checks/check-leaks.ts"
import type { CaseContext, Credentials, SendOptions, TestCase } from "../cases/test-case.ts"
import type { ApiDocument } from "../read-document/api-document.ts"
import type { Skipped } from "../report/finding.ts"
import { buildRequest } from "../requests/api-request.ts"
import { createKey } from "../requests/idempotency-keys.ts"
import type { Group } from "../rules/groups.ts"
import type { Exchange } from "./exchange.ts"
import type { RawConnection } from "./raw-connection.ts"
import type { Recorder } from "./recorder.ts"
import { RunStopped } from "./run-stopped.ts"
import type { Sender } from "./sender.ts"

/** A runner of cases, with the results of the run. */
export interface CaseRunner {
  /** Runs cases in order until a limit is reached. */
  run(cases: readonly TestCase[]): Promise<void>
  /** Runs the checks that need all responses. */
  finish(): void
  readonly skipped: readonly Skipped[]
  readonly counts: ReadonlyMap<Group, number>
  disputed(): number
}

/** Options for {@link createCaseRunner}. */
export interface CaseRunnerOptions {
  readonly document: ApiDocument
  readonly sender: Sender
  /** Connection for raw messages. Undefined for a service in this process. */
  readonly connection: RawConnection | undefined
  readonly recorder: Recorder
  readonly credentials: Credentials
  /** The only origins whose pages may call the service. Empty if they are not stated. */
  readonly origins: readonly string[]
  readonly groups: ReadonlySet<Group>
  readonly seed: number
  /** Text that makes the idempotency keys of this run unique. */
  readonly nonce: string
  readonly onProgress: (caseId: string) => void
}

/** Creates a runner of cases. */
export function createCaseRunner(options: CaseRunnerOptions): CaseRunner {
  const { document, sender, connection, recorder, credentials, groups, seed, nonce } = options
  const comparing = createComparingChecks()
  const skipped: Skipped[] = []
  const counts = new Map<Group, number>()
  let stopped: string | undefined
  let disputed = 0

  const check = (exchange: Exchange, sendOptions: SendOptions) => {
    const { isOutsideOperation = false, isAmbiguous = false, canary } = sendOptions
    const token = credentials.token
    const checked = { document, exchange, canary, isAmbiguous, token }
    const checks = isOutsideOperation
      ? [checkLeaks]
      : [checkDeclaration, checkEcho, checkHeaders, comparing.check, checkLeaks]
    for (const violation of checks.flatMap((one) => one(checked))) {
      const { rule } = violation
      const group = rule.startsWith("leak-") ? "leaks" : "responses"
      const isSelected = groups.has(group) || (rule === "auth-challenge" && groups.has("auth"))
      if (isSelected) recorder.add({ ...violation, exchange })
    }
  }

  const createContext = ({ id, operation }: TestCase): CaseContext => {
    let keys = 0
    const newKey = () => createKey(operation, `${nonce} ${id} ${(keys += 1)}`)
    const [first] = operation.examples
    return {
      document,
      operation,
      credentials,
      origins: options.origins,
      seed,
      newKey,
      build: (parts = {}, example = first ?? { name: "none", body: undefined }) =>
        buildRequest(operation, example, parts, { token: credentials.token, newKey }),
      send: async (request, sendOptions = {}) => {
        if (stopped !== undefined) throw new RunStopped(stopped)
        const exchange = await sender.send(operation, id, request, sendOptions.signal)
        check(exchange, sendOptions)
        return exchange
      },
      connection,
      sendRaw: async (pieces, rawOptions) => {
        if (stopped !== undefined) throw new RunStopped(stopped)
        if (connection === undefined)
          throw new TypeError("A service in this process has no raw connection.")
        return sender.sendRaw(() => connection.send(pieces, rawOptions))
      },
      report: recorder.add,
      skip: (reason) => void skipped.push({ name: id, reason }),
      dropDisputed: () => void (disputed += 1),
      hideSecret: recorder.hideSecret,
    }
  }

  return {
    skipped,
    counts,
    disputed: () => disputed,
    run: async (cases) => {
      let left = 0
      for (const one of cases) {
        if (stopped !== undefined) {
          left += 1
          continue
        }
        options.onProgress(one.id)
        try {
          await one.run(createContext(one))
          counts.set(one.group, (counts.get(one.group) ?? 0) + 1)
        } catch (error) {
          if (!(error instanceof RunStopped)) throw error
          stopped = error.message
          left += 1
        }
      }
      if (left > 0) skipped.push({ name: `${left} cases`, reason: stopped ?? "" })
    },
    finish: () => {
      if (!groups.has("responses")) return
      for (const violation of comparing.finish()) {
        recorder.add({ rule: "response-cache", ...violation })
      }
    },
  }
}
