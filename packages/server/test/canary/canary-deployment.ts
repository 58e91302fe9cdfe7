import { readdirSync, readFileSync, statSync } from "node:fs"
import { request as sendRequest } from "node:http"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { panelSlugs } from "@loop-health/integrations-contract"
import { importJWK, SignJWT } from "jose"
import { runCli, type ServerProcess } from "../support/cli-process.ts"
import { createDeployment } from "../support/deployment.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { address, tokenClaims, otherValues, markedOrder, patient, type Location } from "./marks.ts"
import type { ThrowSite } from "./throw-sites.ts"

const preload = fileURLToPath(new URL("preload.ts", import.meta.url))

/** A request. Omitted parts are valid and contain marks. */
export interface CanaryRequest {
  readonly url: string
  readonly key?: string
  readonly method?: string
  readonly path?: string
  /** `undefined` removes a header. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: object
  /** Sent instead of the body's JSON. */
  readonly bytes?: Uint8Array | string
}

/** Options for starting a process. */
export interface StartOptions {
  readonly variables?: Readonly<Record<string, string>>
  /** Where the process throws an error. */
  readonly throws?: ThrowSite
  /** Makes the process leak on purpose. */
  readonly plants?: boolean
}

/**
 * Creates a deployment with all telemetry on, and callers whose requests contain marks in every
 * part. It collects all output as evidence for a search.
 */
export async function createCanaryDeployment(databaseUrl?: string) {
  const folder = temporaryFolder()
  const deployment = await createDeployment(databaseUrl)
  const { issuer, variables } = deployment
  const collected: { location: Location; name: string; bytes: Uint8Array }[] = []
  const servers: ServerProcess[] = []
  const collect = (location: Location, name: string, bytes: Uint8Array | string) => {
    collected.push({ location, name, bytes: Buffer.from(bytes) })
  }

  const key = await importJWK(issuer.privateKey, "ES256")
  /** Creates a token with a mark in every claim. */
  const sign = (lifetime: string, more: Readonly<Record<string, string>> = {}) =>
    new SignJWT({
      brand_id: tokenClaims.brand_id,
      name: otherValues.claim,
      email: patient.email,
      birthdate: patient.dob,
      address,
      scope: otherValues.claim,
      ...more,
    })
      .setProtectedHeader({ alg: "ES256", kid: String(issuer.privateKey.kid), typ: "at+jwt" })
      .setIssuer(variables["AUTH_ISSUER"] ?? "")
      .setAudience(variables["AUTH_AUDIENCE"] ?? "")
      .setSubject(tokenClaims.user_id)
      .setJti(otherValues.claim)
      .setIssuedAt("-2h")
      .setExpirationTime(lifetime)
      .sign(key)
  const token = await sign("2h")
  const telemetryVariables = {
    AUDIT_LOG: join(folder, "audit.jsonl"),
    CANARY_SPANS: join(folder, "spans.jsonl"),
    CANARY_REPORT: "report.planted.json",
    NODE_OPTIONS: `--import=${preload} --report-uncaught-exception --report-on-fatalerror --report-directory=${folder}`,
  }
  let keys = 0

  return {
    ...deployment,
    folder,
    token,
    sign,
    collect,
    /** Variables that make a process leak on purpose. */
    plantingVariables: { ...telemetryVariables, CANARY_PLANTS: "1" },
    /** Returns a new idempotency key with its mark. */
    newKey: () => `${otherValues.key}-${++keys}`,
    async start({
      variables: more = {},
      throws,
      plants = false,
    }: StartOptions = {}): Promise<ServerProcess> {
      const server = await deployment.start({
        OPERATIONS_PORT: "0",
        LOG_LEVEL: "trace",
        ...telemetryVariables,
        ...(throws === undefined ? {} : { CANARY_THROWS: throws }),
        ...(plants ? { CANARY_PLANTS: "1" } : {}),
        ...more,
      })
      servers.push(server)
      return server
    },
    /**
     * Sends a request, collects the response, and returns its code or `placed`. Rejects if the
     * connection fails.
     */
    async send(request: CanaryRequest): Promise<string> {
      const response = await exchange(request, {
        token,
        key: request.key ?? `${otherValues.key}-${++keys}`,
      })
      const location = response.status === 201 ? "created responses" : "error responses"
      // The response to an unknown panel lists the known ones.
      collect(location, "HTTP", response.text.replaceAll(panelSlugs.join(", "), ""))
      return response.code
    },
    /** Runs a command and collects its output. */
    async runCommand(parameters: readonly string[], more: Readonly<Record<string, string>> = {}) {
      const location = parameters[0] === "config" ? "configuration" : "command line"
      const result = await runCli(parameters, { ...variables, ...more })
      collect(location, parameters.join(" "), result.stdout + result.stderr)
      return result
    },
    async scrape({ operationsUrl }: ServerProcess): Promise<void> {
      collect("metrics", "/metrics", await (await fetch(`${operationsUrl}/metrics`)).text())
    },
    /** Collects every file of a folder and its subfolders. */
    collectFiles(location: Location, below: string): void {
      for (const entry of readdirSync(below, { recursive: true, encoding: "utf8" })) {
        const path = join(below, entry)
        if (statSync(path).isFile()) collect(location, entry, readFileSync(path))
      }
    },
    /** Returns everything collected, and the output of the processes so far. */
    evidence() {
      for (const server of servers) {
        collect("standard output", "serve", server.stdout())
        collect("standard error", "serve", server.stderr())
      }
      for (const name of readdirSync(folder)) {
        const location: Location = name.startsWith("audit")
          ? "audit"
          : name.startsWith("spans")
            ? "traces"
            : "crash reports"
        collect(location, name, readFileSync(join(folder, name)))
      }
      return collected
    },
  }
}

/** A deployment created by `createCanaryDeployment`. */
export type CanaryDeployment = Awaited<ReturnType<typeof createCanaryDeployment>>

/** Sends a request and returns the response, with its status line and headers, as text. */
function exchange(
  request: CanaryRequest,
  defaults: { readonly token: string; readonly key: string },
) {
  const { url, method = "POST", path = "/v1/labs/orders", body = markedOrder() } = request
  const { header, headerName, query } = otherValues
  const bytes = request.bytes ?? JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${defaults.token}`,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(bytes)),
    "idempotency-key": defaults.key,
    // A well-formed id would be echoed, as intended.
    "x-request-id": header,
    [headerName]: header,
    "user-agent": header,
    cookie: `session=${header}`,
    origin: `https://${query}.example`,
    referer: `https://${query}.example/?${query}`,
    forwarded: `for=${header}`,
    baggage: `patient=${query}`,
    traceparent: header,
    tracestate: `vendor=${query}`,
    ...request.headers,
  }
  return new Promise<{ status: number; text: string; code: string }>((resolve, reject) => {
    const sent = sendRequest(
      `${url}${path}?${query}=${encodeURIComponent(patient.email)}`,
      {
        method,
        agent: false,
        headers: Object.fromEntries(
          Object.entries(headers).filter(([, value]) => value !== undefined),
        ),
      },
      (response) => {
        const { statusCode = 0, statusMessage = "", rawHeaders } = response
        let content = ""
        response.setEncoding("utf8").on("data", (piece: string) => (content += piece))
        response.on("error", reject)
        response.on("end", () =>
          resolve({
            status: statusCode,
            text: `${statusCode} ${statusMessage}\n${rawHeaders.join("\n")}\n${content}`,
            code: statusCode === 201 ? "placed" : codeOf(content),
          }),
        )
      },
    )
    sent.on("error", reject)
    sent.end(bytes)
  })
}

function codeOf(content: string): string {
  const { error } = JSON.parse(content) as { readonly error?: unknown }
  return String(error)
}
