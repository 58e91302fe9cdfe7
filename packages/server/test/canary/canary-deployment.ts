import { readdirSync, readFileSync, statSync } from "node:fs"
import { request as sendRequest } from "node:http"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { panelSlugs } from "@loop-health/integrations-contract"
import { importJWK, SignJWT } from "jose"
import { runCli, type ServerProcess } from "../support/cli-process.ts"
import { createDeployment } from "../support/deployment.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { address, claimed, elsewhere, markedOrder, patient, type Place } from "./marks.ts"
import type { Throwing } from "./throw-sites.ts"

const preload = fileURLToPath(new URL("preload.ts", import.meta.url))

/** What is sent: a good order with marks in every part, but for what is told. */
export interface Question {
  readonly url: string
  readonly key?: string
  readonly method?: string
  readonly path?: string
  /** A header of `undefined` is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: object
  /** Instead of the body's JSON. */
  readonly bytes?: Uint8Array | string
}

/** How a process is started. */
export interface Start {
  readonly variables?: Readonly<Record<string, string>>
  /** What is thrown in it. */
  readonly throws?: Throwing
  /** It leaks on purpose. */
  readonly plants?: boolean
}

/**
 * The service as it is deployed, with everything on that tells of it, and callers whose requests are full of marks.
 * What it leaves anywhere is gathered, to be searched.
 */
export async function startScene(databaseUrl?: string) {
  const folder = temporaryFolder()
  const deployment = await createDeployment(databaseUrl)
  const { issuer, variables } = deployment
  const gathered: { place: Place; name: string; bytes: Uint8Array }[] = []
  const servers: ServerProcess[] = []
  const gather = (place: Place, name: string, bytes: Uint8Array | string) => {
    gathered.push({ place, name, bytes: Buffer.from(bytes) })
  }

  const key = await importJWK(issuer.privateKey, "ES256")
  /** A token whose every claim is marked; expired when told. */
  const sign = (lifetime: string, more: Readonly<Record<string, string>> = {}) =>
    new SignJWT({
      brand_id: claimed.brand_id,
      name: elsewhere.claim,
      email: patient.email,
      birthdate: patient.dob,
      address,
      scope: elsewhere.claim,
      ...more,
    })
      .setProtectedHeader({ alg: "ES256", kid: String(issuer.privateKey.kid), typ: "at+jwt" })
      .setIssuer(variables["AUTH_ISSUER"] ?? "")
      .setAudience(variables["AUTH_AUDIENCE"] ?? "")
      .setSubject(claimed.user_id)
      .setJti(elsewhere.claim)
      .setIssuedAt("-2h")
      .setExpirationTime(lifetime)
      .sign(key)
  const token = await sign("2h")
  const watching = {
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
    gather,
    /** What has a process leak on purpose. */
    planting: { ...watching, CANARY_PLANTS: "1" },
    /** A key that nobody has used, with its mark. */
    newKey: () => `${elsewhere.key}-${++keys}`,
    async start({
      variables: more = {},
      throws,
      plants = false,
    }: Start = {}): Promise<ServerProcess> {
      const server = await deployment.start({
        OPERATIONS_PORT: "0",
        LOG_LEVEL: "trace",
        ...watching,
        ...(throws === undefined ? {} : { CANARY_THROWS: throws }),
        ...(plants ? { CANARY_PLANTS: "1" } : {}),
        ...more,
      })
      servers.push(server)
      return server
    },
    /** Asks, gathers the answer to its last byte, and gives its code, or `placed`. Rejects when the connection breaks. */
    async ask(question: Question): Promise<string> {
      const answer = await exchange(question, {
        token,
        key: question.key ?? `${elsewhere.key}-${++keys}`,
      })
      const place = answer.status === 201 ? "created answers" : "error answers"
      // Who names an unknown panel is told of every one that is known.
      gather(place, "HTTP", answer.text.replaceAll(panelSlugs.join(", "), ""))
      return answer.code
    },
    /** Runs the command line and gathers what it says. */
    async runCommand(parameters: readonly string[], more: Readonly<Record<string, string>> = {}) {
      const place = parameters[0] === "config" ? "configuration" : "command line"
      const ran = await runCli(parameters, { ...variables, ...more })
      gather(place, parameters.join(" "), ran.stdout + ran.stderr)
      return ran
    },
    async scrape({ operationsUrl }: ServerProcess): Promise<void> {
      gather("metrics", "/metrics", await (await fetch(`${operationsUrl}/metrics`)).text())
    },
    /** Gathers every file below a folder. */
    gatherFiles(place: Place, below: string): void {
      for (const entry of readdirSync(below, { recursive: true, encoding: "utf8" })) {
        const path = join(below, entry)
        if (statSync(path).isFile()) gather(place, entry, readFileSync(path))
      }
    },
    /** Everything that was gathered, and what the processes have said and written until now. */
    evidence() {
      for (const server of servers) {
        gather("standard output", "serve", server.stdout())
        gather("standard error", "serve", server.stderr())
      }
      for (const name of readdirSync(folder)) {
        const place: Place = name.startsWith("audit")
          ? "audit"
          : name.startsWith("spans")
            ? "traces"
            : "crash reports"
        gather(place, name, readFileSync(join(folder, name)))
      }
      return gathered
    },
  }
}

/** A scene that was started. */
export type Scene = Awaited<ReturnType<typeof startScene>>

/** The service's answer as it came, with its status line and its headers. */
function exchange(question: Question, standard: { readonly token: string; readonly key: string }) {
  const { url, method = "POST", path = "/v1/labs/orders", body = markedOrder() } = question
  const { header, headerName, query } = elsewhere
  const bytes = question.bytes ?? JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${standard.token}`,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(bytes)),
    "idempotency-key": standard.key,
    // A well-formed one is repeated, as it is meant to be.
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
    ...question.headers,
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
      (answer) => {
        const { statusCode = 0, statusMessage = "", rawHeaders } = answer
        let content = ""
        answer.setEncoding("utf8").on("data", (piece: string) => (content += piece))
        answer.on("error", reject)
        answer.on("end", () =>
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
