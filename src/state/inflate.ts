// Unpacks zlib's format by the browser's own DecompressionStream, with an end: a few kilobytes may unpack to gigabytes.

/** Rejects what is no zlib, or has more bytes than this unpacked. */
export async function inflate(bytes: Uint8Array, most = 4 * 1024 * 1024): Promise<Uint8Array> {
  const reader = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
    if (length <= most) continue
    void reader.cancel().catch(() => {})
    throw new RangeError(`more than ${most} bytes unpacked`)
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}
