// NV noise written straight into a latent: Philox4x32-10 and Box-Muller as core/random/philox-nv.ts, one element an invocation.
// The 32-bit words are the CPU's bit for bit; after that it is float32 against the CPU's double.
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
// log((word + ½) / 2^32). Close to 1 the complement keeps the digits that float32 would lose.
fn logOfUnit(word: u32) -> f32 {
  let y = (f32(0xffffffffu - word) + 0.5) * 2.3283064e-10;
  if (y < 0.02) { return -y * (1.0 + y * (0.5 + y * (1.0 / 3.0 + y * (0.25 + y * 0.2)))); }
  return log((f32(word) + 0.5) * 2.3283064e-10);
}
// sin(2π·(word + ½) / 2^32), folded to a quarter turn in integers: WGSL's sin may be off by 2^-11.
fn sinOfTurn(word: u32) -> f32 {
  let half = i32(word & 0x7fffffffu);
  let quarter = select(half, 0x7fffffff - half, half > 0x3fffffff);
  let x = (f32(quarter) + 0.5) * 1.4629181e-9; // 2π / 2^32
  let x2 = x * x;
  let sine = x * (1.0 + x2 * (-0.16666667 + x2 * (0.008333333 + x2 * (-1.9841270e-4 + x2 * (2.7557319e-6 - x2 * 2.5052108e-8)))));
  return select(sine, -sine, word > 0x7fffffffu);
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
  result[i] = params.scale * sqrt(-2.0 * logOfUnit(c.x)) * sinOfTurn(c.y);`}
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
