/** The bytes of a body that is on its way. */
export interface GatheredBytes {
  /** Takes a chunk; false, and then it is not taken, when the body is longer than the limit. */
  take(chunk: Uint8Array): boolean
  /** Everything that was taken. */
  whole(): Uint8Array
}

/** The first room that is made for a body of several chunks, in bytes: larger than most orders. */
const firstRoom = 4_096

/**
 * Gathers a body of so many bytes at most. It takes memory of the body's size, however small its chunks are: kept one by
 * one, bodies that come byte by byte would take hundreds of times as much.
 */
export function gatherBytes(limitBytes: number): GatheredBytes {
  let room: Uint8Array = new Uint8Array(0)
  let length = 0
  return {
    take: (chunk) => {
      const end = length + chunk.byteLength
      if (end > limitBytes) return false
      // Most bodies come in one chunk. It is full, so that nothing is ever written into it.
      if (length === 0) room = chunk
      else {
        if (end > room.byteLength) {
          const larger = new Uint8Array(Math.min(limitBytes, Math.max(firstRoom, 2 * end)))
          larger.set(room.subarray(0, length))
          room = larger
        }
        room.set(chunk, length)
      }
      length = end
      return true
    },
    whole: () => room.subarray(0, length),
  }
}
