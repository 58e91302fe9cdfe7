import { once } from "node:events"
import { constants, openSync } from "node:fs"
import { ignoreErrors } from "../../telemetry/fan-out.ts"

/** Options for `openLineStream`. */
export interface LineStreamOptions {
  /**
   * Path of a file to append to, or an open file descriptor. A new file is readable only by its
   * owner. Default: standard output.
   */
  readonly to?: string | number | undefined
  /**
   * Called when lines could not be written, or when a line was dropped. The next write retries all
   * lines that were not dropped. Must not write to this stream.
   */
  readonly onError: (error: unknown) => void
}

/** A stream of lines. */
export interface LineStream {
  /** Writes a whole line. Never blocks or throws. */
  write(this: void, line: string): void
  /** Resolves after all lines are written and the file is closed, or after a second. */
  close(this: void): Promise<void>
}

/** Size of the buffer in bytes. Lines beyond it are dropped and reported. */
const maxWaitingBytes = 16 * 1024 * 1024

const closeWithinMs = 1_000

/** Flags of a file to append to. Opening a pipe without a reader fails instead of waiting. */
const appendFlags =
  constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)

/** Opens a stream of lines that never blocks. Rejects if the file cannot be opened. */
export async function openLineStream({ to = 1, onError }: LineStreamOptions): Promise<LineStream> {
  // pino's stream without pino's exit handler, which retries a full disk forever.
  const { SonicBoom } = (await import("sonic-boom")).default
  const fd = typeof to === "number" ? to : openSync(to, appendFlags, 0o600)
  const report = (error: unknown) => {
    ignoreErrors(() => onError(error))
  }
  const stream = new SonicBoom({ fd, sync: false, maxLength: maxWaitingBytes })
  stream.on("error", report)
  stream.on("drop", () =>
    report(new Error("A line was dropped, because 16 MiB of lines are waiting to be written.")),
  )

  const close = async () => {
    const closed = once(stream, "close", { signal: AbortSignal.timeout(closeWithinMs) })
    stream.end()
    await closed.catch(() => stream.destroy())
  }
  let closing: Promise<void> | undefined
  return {
    write(line) {
      try {
        stream.write(line)
      } catch (error) {
        report(error)
      }
    },
    close: () => (closing ??= close()),
  }
}
