/** A buffer for the chunks of a request body. */
export interface BodyCollector {
  /** Adds a chunk. Returns false, without adding it, if the body would exceed the limit. */
  add(chunk: Uint8Array): boolean
  /** Returns all added bytes. */
  bytes(): Uint8Array
}

/** Initial size of the buffer for a body of several chunks, in bytes. Most orders are smaller. */
const initialBufferBytes = 4_096

const empty: Uint8Array = new Uint8Array(0)

/**
 * Creates a buffer for a body of at most `limitBytes`. Chunks are copied into one array. A list of
 * one-byte chunks would need hundreds of times the memory of the body.
 */
export function collectBody(limitBytes: number): BodyCollector {
  let buffer = empty
  let length = 0
  return {
    add: (chunk) => {
      const end = length + chunk.byteLength
      if (end > limitBytes) return false
      // Most bodies have one chunk, which is used without a copy and never overwritten.
      if (length === 0) buffer = chunk
      else {
        if (end > buffer.byteLength) {
          const larger = new Uint8Array(Math.min(limitBytes, Math.max(initialBufferBytes, 2 * end)))
          larger.set(buffer.subarray(0, length))
          buffer = larger
        }
        buffer.set(chunk, length)
      }
      length = end
      return true
    },
    bytes: () => (length === buffer.byteLength ? buffer : buffer.subarray(0, length)),
  }
}
