// What the strip of steps shows, read from its canvas.
import type { Page } from '@playwright/test'

/** How many of the strip's frames differ from each other. */
export function differentFrames(page: Page, count: number): Promise<number> {
  return page.evaluate((frames) => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.strip-canvas')
    if (!canvas) throw new Error('no strip')
    const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
    if (!context) throw new Error('no 2d canvas')
    context.drawImage(canvas, 0, 0)
    const width = Math.floor(canvas.width / frames)
    const pixels = Array.from({ length: frames }, (_, i) => context.getImageData(i * width, 0, width, canvas.height).data.join())
    return new Set(pixels).size
  }, count)
}
