import type { Violation } from "../cases/test-case.ts"
import type { RecordedExchange, VerifyFinding } from "../report/finding.ts"
import { toCurl } from "../requests/curl.ts"
import { verifyRules } from "../rules/verify-rules.ts"
import type { Exchange } from "./exchange.ts"
import type { ApiRequest } from "../requests/api-request.ts"

/** A collection of findings without secrets. */
export interface Recorder {
  add(violation: Violation): void
  hideSecret(secret: string, name: string): void
  /** Replaces all secrets in a text. */
  redact(text: string): string
  /** Returns the findings, errors first. */
  findings(): readonly VerifyFinding[]
}

/** Longest response body in a finding, in characters. */
const maxBodyLength = 500

/** Creates a recorder. Violations with the same rule, operation, and field become one finding. */
export function createRecorder(baseUrl: string, reproduce: (caseId: string) => string): Recorder {
  const findings = new Map<string, VerifyFinding>()
  const secrets = new Map<string, string>()
  const redact = (text: string) => {
    // Longest first: a token can contain another one.
    const ordered = [...secrets].toSorted(([one], [other]) => other.length - one.length)
    return ordered.reduce((redacted, [secret, name]) => redacted.replaceAll(secret, name), text)
  }
  return {
    redact,
    hideSecret: (secret, name) => {
      // The parts of a token are secret, too: a response can contain only its claims.
      for (const part of [secret, ...secret.split(".").filter(({ length }) => length >= 12)]) {
        if (part.length >= 4) secrets.set(part, name)
      }
    },
    add: ({ rule, field, message, exchange }) => {
      const { operation, caseId, request } = exchange
      const key = [rule, operation.name, field].join("\n")
      const known = findings.get(key)
      if (known !== undefined) {
        findings.set(key, { ...known, further: known.further + 1 })
        return
      }
      findings.set(key, {
        rule,
        severity: verifyRules[rule].severity,
        operation: operation.name,
        field: field === "" ? undefined : field,
        message: redact(message),
        curl: toCurl(redactRequest(request, redact), baseUrl),
        response: redact(describe(exchange)),
        caseId,
        reproduce: reproduce(caseId),
        further: 0,
      })
    },
    findings: () =>
      [...findings.values()].toSorted((one, other) =>
        one.severity === other.severity ? 0 : one.severity === "error" ? -1 : 1,
      ),
  }
}

/** Returns a request without secrets. */
export function redactRequest(
  { method, path, headers, body }: ApiRequest,
  redact: (text: string) => string,
): ApiRequest {
  return {
    method,
    path: redact(path),
    headers: headers.map(([name, value]) => [name, redact(value)]),
    body: typeof body === "string" ? redact(body) : body,
  }
}

/** Returns an exchange without secrets. */
export function redactExchange(
  { caseId, request, response, startedAt, durationMs }: Exchange,
  { redact }: Recorder,
  baseUrl: string,
): RecordedExchange {
  const { method, path, headers, body } = redactRequest(request, redact)
  return {
    caseId,
    method,
    url: `${baseUrl}${path}`,
    requestHeaders: headers,
    requestBody: typeof body === "string" ? body : Buffer.from(body ?? []).toString(),
    status: response?.status ?? 0,
    responseHeaders: [...(response?.headers ?? [])].map(([name, value]) => [name, redact(value)]),
    responseBody: redact(response?.text ?? ""),
    startedAt,
    durationMs,
  }
}

function describe({ response, error }: Exchange): string {
  if (response === undefined) return `no response: ${error ?? "unknown error"}`
  const { status, text } = response
  return `${status} ${text.length > maxBodyLength ? `${text.slice(0, maxBodyLength)}…` : text}`
}
