/** The bytes of a body that is on its way. */
export interface BodyCollector {
  /** Takes a chunk; false, and then it is not taken, when the body is longer than the limit. */
  add(chunk: Uint8Array): boolean
  /** Everything that was taken. */
  bytes(): Uint8Array
}

/** The first room that is made for a body of several chunks, in bytes: larger than most orders. */
const initialBufferBytes = 4_096

/**
 * Gathers a body of so many bytes at most. It takes memory of the body's size, however small its chunks are: kept one by
 * one, bodies that come byte by byte would take hundreds of times as much.
 */
export function collectBody(limitBytes: number): BodyCollector {
  let buffer: Uint8Array = new Uint8Array(0)
  let length = 0
  return {
    add: (chunk) => {
      const end = length + chunk.byteLength
      if (end > limitBytes) return false
      // Most bodies come in one chunk. It is full, so that nothing is ever written into it.
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
    bytes: () => buffer.subarray(0, length),
  }
}
