import { once } from "node:events"
import { closeSync, openSync } from "node:fs"
import { quietly } from "../observer.ts"

/** Where lines go. */
export interface LineStreamOptions {
  /** A file to append to, made for its owner alone when it is missing; standard output unless told. */
  readonly file?: string | undefined
  /**
   * Hears when lines could not be written. They are kept, as far as there is room, and tried again with the next. It
   * must not write to this stream.
   */
  readonly onFault: (fault: unknown) => void
}

/** Lines on their way out of the process. */
export interface LineStream {
  /** Takes a whole line. Never waits, and never throws. */
  write(this: void, line: string): void
  /** Resolves when what was taken is written, or after a second. */
  close(this: void): Promise<void>
}

/** What waits for a reader or a disk that does not keep up, in bytes; lines beyond it are dropped, which is a fault. */
const maxWaitingBytes = 16 * 1024 * 1024

const closeWithinMs = 1_000

/**
 * Opens a stream of lines that keeps nobody waiting: a full disk or a stuck reader is a fault to hear of, and no order
 * depends on it. Rejects when the file cannot be opened.
 */
export async function openLineStream({ file, onFault }: LineStreamOptions): Promise<LineStream> {
  const { destination } = await import("pino")
  const fd = file === undefined ? 1 : openSync(file, "a", 0o600)
  let last: unknown
  const tell = (fault: unknown) => {
    // The stream tells of its first fault twice.
    if (fault === last) return
    last = fault
    quietly(() => onFault(fault))
  }
  const stream = destination({ dest: fd, sync: false, maxLength: maxWaitingBytes })
  stream.on("error", tell)
  stream.on("drop", () => tell(new Error("a line was dropped")))
  return {
    write(line) {
      try {
        stream.write(line)
      } catch (fault) {
        tell(fault)
      }
    },
    async close() {
      const closed = once(stream, "close", { signal: AbortSignal.timeout(closeWithinMs) })
      stream.end()
      await closed.catch(() => {
        if (file !== undefined) closeSync(fd)
      })
    },
  }
}
