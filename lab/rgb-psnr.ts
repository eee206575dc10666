// How far a picture is from the expected one, as one number.

/** Peak signal-to-noise ratio in dB of RGBA bytes against RGB bytes; infinite when they are equal, NaN when their sizes differ. */
export function rgbPsnr(rgba: ArrayLike<number>, rgb: ArrayLike<number>): number {
  const pixels = rgb.length / 3
  if (rgba.length !== pixels * 4) return NaN
  let squares = 0
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) squares += (rgba[i * 4 + c]! - rgb[i * 3 + c]!) ** 2
  }
  return 10 * Math.log10((255 * 255) / (squares / rgb.length))
}
