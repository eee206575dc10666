// One context to a canvas, kept: Firefox refuses to give the context of a transferred canvas a second time, and every model that is
// loaded asks for it anew (docs/pitfalls.md).

const contexts2d = new WeakMap<OffscreenCanvas, OffscreenCanvasRenderingContext2D>()
const contextsGpu = new WeakMap<OffscreenCanvas, GPUCanvasContext>()

export function context2d(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = contexts2d.get(canvas) ?? canvas.getContext('2d', { alpha: false })
  if (!context) throw new Error('no 2D context')
  contexts2d.set(canvas, context)
  return context
}

export function contextGpu(canvas: OffscreenCanvas): GPUCanvasContext {
  const context = contextsGpu.get(canvas) ?? canvas.getContext('webgpu')
  if (!context) throw new Error('no WebGPU canvas context')
  contextsGpu.set(canvas, context)
  return context
}
