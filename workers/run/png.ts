// RGBA bytes → a PNG file that carries the settings it was made with (A1111's `parameters` chunk).
import { withPngText } from '../../src/core/png'

/** Whatever makes PNG files here: a canvas in a browser. */
export type PngEncoder = (rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) => Promise<Blob>

export async function pngOf(encode: PngEncoder, rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number, infotext: string): Promise<Blob> {
  const plain = await encode(rgba, width, height)
  return new Blob([withPngText(new Uint8Array(await plain.arrayBuffer()), 'parameters', infotext)], { type: 'image/png' })
}
