// Draws a latent (through the linear latent→RGB map) or a decoded picture from its buffer into a texture: a full-screen triangle
// whose fragment shader reads the planes bilinearly. Nothing is uploaded per draw, only when the source's size changes.
import type { LatentRgb } from '../painters/painter'
import { ownLabel } from './ledger'

/** What every target of a brush is made of. */
export const brushFormat = 'rgba8unorm'

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

/** The map of planes that are RGB already. */
export const identityMap: LatentRgb = { factors: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], bias: [0, 0, 0] }

export interface Area { x: number; width: number; height: number }

export interface Brush {
  /** Adds a draw of planes [channels,height,width] over `area` of the target. `loadOp` says what becomes of the rest of it. */
  draw(encoder: GPUCommandEncoder, source: { buffer: GPUBuffer; width: number; height: number }, target: GPUTexture, area: Area, loadOp: GPULoadOp): void
  dispose(): void
}

export function makeBrush(device: GPUDevice, map: LatentRgb): Brush {
  const channels = map.factors.length
  const module = device.createShaderModule({ label: `${ownLabel}:preview`, code: shader(channels) })
  const pipeline = device.createRenderPipeline({
    layout: 'auto',
    vertex: { module, entryPoint: 'vertex' },
    fragment: { module, entryPoint: 'fragment', targets: [{ format: brushFormat }] },
    primitive: { topology: 'triangle-list' },
  })
  const params = device.createBuffer({ label: `${ownLabel}:preview-params`, size: 16 * (channels + 2), usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  let uploaded = ''
  const upload = (width: number, height: number) => {
    if (uploaded === `${width}x${height}`) return
    uploaded = `${width}x${height}`
    const words = new Uint32Array(4 * (channels + 2))
    words.set([width, height])
    const floats = new Float32Array(words.buffer)
    for (const [row, rgb] of [...map.factors, map.bias].entries()) floats.set(rgb, 4 + 4 * row)
    device.queue.writeBuffer(params, 0, words)
  }
  return {
    draw(encoder, { buffer, width, height }, target, area, loadOp) {
      upload(width, height)
      const pass = encoder.beginRenderPass({ colorAttachments: [{ view: target.createView(), loadOp, storeOp: 'store' }] })
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: params } }, { binding: 1, resource: { buffer } }] }))
      pass.setViewport(area.x, 0, area.width, area.height, 0, 1)
      pass.setScissorRect(area.x, 0, area.width, area.height)
      pass.draw(3)
      pass.end()
    },
    dispose: () => params.destroy(),
  }
}
