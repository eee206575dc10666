// The empty tray: coarse blotches of a latent under fine paper grain, in the colours of the theme. Decoration only.
import { themeOnPage } from '../../ui/shared/theme-on-page'

interface Tint { shade: readonly [number, number, number]; light: readonly [number, number, number] }

const tints: Record<'dark' | 'light', Tint> = {
  dark: { shade: [12, 8, 7], light: [132, 38, 20] },
  light: { shade: [226, 217, 203], light: [250, 244, 234] },
}

export function drawGrain(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = canvas
  const { shade, light } = tints[themeOnPage()]
  const image = context.createImageData(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const blotch = 0.55 * smooth(x / 10, y / 10) + 0.3 * smooth(x / 26 + 40, y / 26) + 0.15 * smooth(x / 4, y / 4 + 90)
      const edge = Math.hypot(x / width - 0.5, y / height - 0.42)
      const glow = Math.max(0, 1 - edge * 1.35)
      const amount = Math.min(1, Math.max(0, (blotch - 0.32) * 1.9 * glow + (speck(x, y) - 0.5) * 0.22))
      const at = 4 * (y * width + x)
      for (let c = 0; c < 3; c++) image.data[at + c] = shade[c]! + (light[c]! - shade[c]!) * amount
      image.data[at + 3] = 255
    }
  }
  context.putImageData(image, 0, 0)
}

/** One number in [0, 1) for each whole point, always the same. */
function speck(x: number, y: number): number {
  let hash = Math.imul(x | 0, 374761393) ^ Math.imul(y | 0, 668265263)
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296
}

const ease = (t: number) => t * t * (3 - 2 * t)

/** The specks of a coarser grid, blended. */
function smooth(x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const u = ease(x - left)
  const v = ease(y - top)
  const upper = speck(left, top) * (1 - u) + speck(left + 1, top) * u
  const lower = speck(left, top + 1) * (1 - u) + speck(left + 1, top + 1) * u
  return upper * (1 - v) + lower * v
}
