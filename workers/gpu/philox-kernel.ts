// NV noise written straight into a latent: Philox4x32-10 and Box-Muller as core/random/philox-nv.ts, one element an invocation.
// The 32-bit words are the CPU's bit for bit; log and sin are the GPU's, so values differ by float32 rounding.
import { dispatchFlat, flatIndex, flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'

const code = (store: string) => /* wgsl */ `
struct Params { n: u32, draw: u32, key: vec2<u32>, scale: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> result: array<${store === 'words' ? 'vec2<u32>' : 'f32'}>;
fn mulHigh(a: u32, b: u32) -> u32 { // high word of a·b, by 16-bit halves
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let cross = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (cross >> 16u);
}
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = ${flatIndex};
  if (i >= params.n) { return; }
  var c = vec4<u32>(params.draw, 0u, i, 0u);
  var key = params.key;
  for (var round = 0; round < 10; round++) {
    c = vec4<u32>(mulHigh(c.z, 0xCD9E8D57u) ^ c.y ^ key.x, c.z * 0xCD9E8D57u, mulHigh(c.x, 0xD2511F53u) ^ c.w ^ key.y, c.x * 0xD2511F53u);
    key += vec2<u32>(0x9E3779B9u, 0xBB67AE85u);
  }
${store === 'words' ? '  result[i] = c.xy;' : `
  const unit = 2.3283064e-10;
  const turn = unit * 6.2831855;
  let u = f32(c.x) * unit + unit / 2.0;
  let v = f32(c.y) * turn + turn / 2.0;
  // f32(c.x) may round up to 2^32: no number above 1 has a root here.
  result[i] = params.scale * sqrt(max(-2.0 * log(u), 0.0)) * sin(v);`}
}`

/** Writes scale · draw number `draw` of the seed's generator. With `words`, the two raw 32-bit words an element instead. */
export function philoxKernel(device: GPUDevice, store: 'normals' | 'words'): (out: GPUBuffer, n: number, seed: number, draw: number, scale: number) => void {
  const module = device.createShaderModule({ label: `${ownLabel}:philox`, code: code(store) })
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } })
  const params = device.createBuffer({ label: `${ownLabel}:philox-params`, size: 32, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  return (out, n, seed, draw, scale) => {
    const words = new Uint32Array(8)
    words.set([n, draw, seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0])
    new Float32Array(words.buffer)[4] = scale
    device.queue.writeBuffer(params, 0, words)
    dispatchFlat(device, pipeline, [{ buffer: params }, { buffer: out }], n)
  }
}
