import { systemCode } from "../../telemetry/safe-error.ts"

/**
 * An error of the database with its code. The code is an SQLSTATE, or a SQLite result code such as
 * `SQLITE_FULL`.
 */
export class StoreError extends Error {
  override readonly name = "StoreError"
  readonly code: string

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Returns a {@link StoreError} with the code, or `error` itself if `code` is undefined. */
export function toStoreError(error: Error, code: string | undefined): Error {
  return code === undefined ? error : new StoreError(error.message, code, { cause: error })
}

/** Creates an error with the message and code of `error`, which becomes its cause. */
export function copyError(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  const code = systemCode(error)
  return code === undefined
    ? new Error(message, { cause: error })
    : new StoreError(message, code, { cause: error })
}
