import type { RecordedExchange, VerifyReport } from "./finding.ts"

/** Returns all requests and responses as HAR 1.2, for browsers' developer tools. */
export function writeHar({ exchanges }: VerifyReport): string {
  const log = {
    version: "1.2",
    creator: { name: "contract verify", version: "1" },
    entries: exchanges.map(toEntry),
  }
  return JSON.stringify({ log }, null, 1)
}

function toEntry(exchange: RecordedExchange) {
  const { caseId, method, url, requestBody, status, responseBody, startedAt, durationMs } = exchange
  const type = (headers: RecordedExchange["requestHeaders"]) =>
    headers.find(([name]) => name === "content-type")?.[1] ?? ""
  return {
    startedDateTime: new Date(startedAt).toISOString(),
    time: durationMs,
    comment: caseId,
    request: {
      method,
      url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: exchange.requestHeaders.map(toPair),
      queryString: [...new URL(url).searchParams].map(toPair),
      ...(requestBody === ""
        ? {}
        : { postData: { mimeType: type(exchange.requestHeaders), text: requestBody } }),
      headersSize: -1,
      bodySize: Buffer.byteLength(requestBody),
    },
    response: {
      status,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: exchange.responseHeaders.map(toPair),
      content: {
        size: Buffer.byteLength(responseBody),
        mimeType: type(exchange.responseHeaders),
        text: responseBody,
      },
      redirectURL: "",
      headersSize: -1,
      bodySize: Buffer.byteLength(responseBody),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
  }
}

function toPair([name, value]: readonly [string, string]) {
  return { name, value }
}
