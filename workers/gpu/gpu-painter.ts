// Previews straight from GPU buffers: a full-screen triangle whose fragment shader reads the latent (through the linear
// map) or the decoded picture, bilinearly. Nothing is uploaded per step and nothing is read back.
import { frameSize } from '../preview'
import type { LatentRgb, Painter, PreviewCanvases } from '../preview'
import type { GpuLatent } from './gpu-latents'
import { ownLabel } from './ledger'

const format = 'rgba8unorm'

function shader(channels: number): string {
  return /* wgsl */ `
struct Params { width: u32, height: u32, pad0: u32, pad1: u32, map: array<vec4<f32>, ${channels + 1}> } // last row: bias
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> planes: array<f32>; // [${channels},height,width]
struct Corner { @builtin(position) position: vec4<f32>, @location(0) uv: vec2<f32> }
@vertex fn vertex(@builtin(vertex_index) i: u32) -> Corner {
  let uv = vec2<f32>(f32((i << 1u) & 2u), f32(i & 2u));
  return Corner(vec4<f32>(uv.x * 2.0 - 1.0, 1.0 - uv.y * 2.0, 0.0, 1.0), uv);
}
fn texel(x: i32, y: i32) -> vec3<f32> {
  let column = u32(clamp(x, 0, i32(params.width) - 1));
  let row = u32(clamp(y, 0, i32(params.height) - 1));
  let n = params.width * params.height;
  var rgb = params.map[${channels}].rgb;
  for (var c = 0u; c < ${channels}u; c++) { rgb += params.map[c].rgb * planes[c * n + row * params.width + column]; }
  return rgb;
}
@fragment fn fragment(corner: Corner) -> @location(0) vec4<f32> {
  let at = corner.uv * vec2<f32>(f32(params.width), f32(params.height)) - 0.5;
  let low = floor(at);
  let t = at - low;
  let x = i32(low.x);
  let y = i32(low.y);
  let top = mix(texel(x, y), texel(x + 1, y), t.x);
  let bottom = mix(texel(x, y + 1), texel(x + 1, y + 1), t.x);
  return vec4<f32>(clamp(mix(top, bottom, t.y) * 0.5 + 0.5, vec3<f32>(0.0), vec3<f32>(1.0)), 1.0);
}`
}

const identity: LatentRgb = { factors: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], bias: [0, 0, 0] }

interface Brush { pipeline: GPURenderPipeline; params: GPUBuffer; map: LatentRgb; size: string }

export function gpuPainter(device: GPUDevice, canvases: PreviewCanvases, map: LatentRgb): Painter<GpuLatent> {
  const preview = configure(device, canvases.preview)
  const strip = configure(device, canvases.strip)
  const brushes = { latent: brush(device, map), picture: brush(device, identity) }
  let frame = { width: 64, height: 64 }
  // A canvas texture starts empty each time; the strip keeps its frames in a texture of its own.
  let frames: GPUTexture | null = null

  const paint = (kind: Brush, { buffer }: GpuLatent, height: number, width: number, index: number | null) => {
    sizeBrush(device, kind, width, height)
    const group = device.createBindGroup({ layout: kind.pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: kind.params } }, { binding: 1, resource: { buffer } }] })
    const encoder = device.createCommandEncoder()
    const draw = (target: GPUTexture, x: number, w: number, h: number, loadOp: GPULoadOp) => {
      const pass = encoder.beginRenderPass({ colorAttachments: [{ view: target.createView(), loadOp, storeOp: 'store' }] })
      pass.setPipeline(kind.pipeline)
      pass.setBindGroup(0, group)
      pass.setViewport(x, 0, w, h, 0, 1)
      pass.setScissorRect(x, 0, w, h)
      pass.draw(3)
      pass.end()
    }
    draw(preview.getCurrentTexture(), 0, canvases.preview.width, canvases.preview.height, 'clear')
    if (index !== null && frames) {
      draw(frames, index * frame.width, frame.width, frame.height, 'load')
      encoder.copyTextureToTexture({ texture: frames }, { texture: strip.getCurrentTexture() }, [frames.width, frames.height])
    }
    device.queue.submit([encoder.finish()])
  }

  return {
    begin(count, width, height) {
      canvases.preview.width = width
      canvases.preview.height = height
      frame = frameSize(count, width, height)
      canvases.strip.width = frame.width * count
      canvases.strip.height = frame.height
      frames?.destroy()
      frames = device.createTexture({
        label: `${ownLabel}:strip`,
        size: [canvases.strip.width, canvases.strip.height],
        format,
        usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
      })
    },
    latent: (x, height, width, index) => paint(brushes.latent, x, height, width, index),
    picture: (rgb, height, width, index) => paint(brushes.picture, rgb, height, width, index),
    dispose() {
      frames?.destroy()
      preview.unconfigure()
      strip.unconfigure()
      brushes.latent.params.destroy()
      brushes.picture.params.destroy()
    },
  }
}

function configure(device: GPUDevice, canvas: OffscreenCanvas): GPUCanvasContext {
  const context = canvas.getContext('webgpu')
  if (!context) throw new Error('no WebGPU canvas context')
  context.configure({ device, format, alphaMode: 'opaque', usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_DST })
  return context
}

function brush(device: GPUDevice, map: LatentRgb): Brush {
  const module = device.createShaderModule({ label: `${ownLabel}:preview`, code: shader(map.factors.length) })
  const pipeline = device.createRenderPipeline({
    layout: 'auto',
    vertex: { module, entryPoint: 'vertex' },
    fragment: { module, entryPoint: 'fragment', targets: [{ format }] },
    primitive: { topology: 'triangle-list' },
  })
  const params = device.createBuffer({ label: `${ownLabel}:preview-params`, size: 16 * (map.factors.length + 2), usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  return { pipeline, params, map, size: '' }
}

/** Uploads a brush's parameters when the source size changes: once a run. */
function sizeBrush(device: GPUDevice, kind: Brush, width: number, height: number): void {
  const size = `${width}x${height}`
  if (kind.size === size) return
  kind.size = size
  const words = new Uint32Array(4 * (kind.map.factors.length + 2))
  words.set([width, height])
  const floats = new Float32Array(words.buffer)
  for (const [row, rgb] of [...kind.map.factors, kind.map.bias].entries()) floats.set(rgb, 4 + 4 * row)
  device.queue.writeBuffer(kind.params, 0, words)
}
