import type { ServerResponse } from "node:http"

/** Writes spaces until the client closes the connection. */
export function writeEndlessly(response: ServerResponse): void {
  const write = () => {
    while (!response.destroyed && response.write(" ".repeat(64 * 1024))) {
      // Fills the buffer.
    }
  }
  response.on("drain", write).on("error", () => {})
  write()
}
