// What a painter does: shows latents and pictures on the two canvases the page handed over. No pixels cross the thread.
// Painters: gpu-painter.ts draws from GPU buffers, cpu-painter.ts through 2D contexts, uploading-painter.ts and
// reading-painter.ts carry values from one side to the other.

export interface PreviewCanvases {
  /** Sized to the picture. */
  preview: OffscreenCanvas
  /** One frame per step, side by side. */
  strip: OffscreenCanvas
}

/** Linear map latent → RGB in [-1,1], fitted for the model. */
export interface LatentRgb { factors: readonly (readonly number[])[]; bias: readonly number[] }

export interface Painter<L> {
  /** Clears the strip for a run of `frames` frames and sizes the preview to the picture. `copies` = takeCopy() will be asked. */
  begin(frames: number, width: number, height: number, copies: boolean): void
  /** Paints latent `x` [channels,height,width] by the linear map; with `frame` into the strip too. */
  latent(x: L, height: number, width: number, frame: number | null): void | Promise<void>
  /** Paints a planar picture [3,height,width] in [-1,1]; with `frame` into the strip too. */
  picture(rgb: L, height: number, width: number, frame: number | null): void | Promise<void>
  /** What was painted last, in small; null where nothing was, or too soon after another. Whoever takes it closes it. */
  takeCopy(): ImageBitmap | null
  dispose(): void
}

/** Height of a strip frame: 64, less when that many frames would not fit a texture. */
export function frameSize(frames: number, width: number, height: number): { width: number; height: number } {
  const widest = Math.floor(8192 / frames)
  const frameWidth = Math.max(1, Math.min(Math.round((64 * width) / height), widest))
  return { width: frameWidth, height: Math.max(1, Math.round((frameWidth * height) / width)) }
}
