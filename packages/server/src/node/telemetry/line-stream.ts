import { once } from "node:events"
import { openSync } from "node:fs"
import { ignoreErrors } from "../../telemetry/fan-out.ts"

/** Where lines go. */
export interface LineStreamOptions {
  /**
   * The path of a file to append to, made for its owner alone when it is missing, or an open file descriptor; standard
   * output unless told.
   */
  readonly to?: string | number | undefined
  /**
   * Hears when lines could not be written. They are kept, as far as there is room, and tried again with the next. It
   * must not write to this stream.
   */
  readonly onError: (error: unknown) => void
}

/** Lines on their way out of the process. */
export interface LineStream {
  /** Takes a whole line. Never waits, and never throws. */
  write(this: void, line: string): void
  /** Resolves when what was taken is written and the file is closed, or after a second. */
  close(this: void): Promise<void>
}

/** What waits for a reader or a disk that does not keep up, in bytes; lines beyond it are dropped, which is a fault. */
const maxWaitingBytes = 16 * 1024 * 1024

const closeWithinMs = 1_000

/**
 * Opens a stream of lines that keeps nobody waiting: a full disk or a stuck reader is a fault to hear of, and no order
 * depends on it. Rejects when the file cannot be opened.
 */
export async function openLineStream({ to = 1, onError }: LineStreamOptions): Promise<LineStream> {
  // What pino writes with, without what pino adds: at the process's exit, that tries a full disk again for ever.
  const { SonicBoom } = (await import("sonic-boom")).default
  const fd = typeof to === "number" ? to : openSync(to, "a", 0o600)
  const report = (error: unknown) => {
    ignoreErrors(() => onError(error))
  }
  const stream = new SonicBoom({ fd, sync: false, maxLength: maxWaitingBytes })
  stream.on("error", report)
  stream.on("drop", () => report(new Error("a line was dropped")))

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
