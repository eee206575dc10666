// guidance-rules.ts on the GPU: one workgroup reduces the two predictions to five sums, turns them into two weights that never
// leave the GPU, and a second pass blends with them.
import type { GuidanceRule } from '../denoise/guidance-rules'
import { dispatchFlat, flatIndex, flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'

const lanes = 256

const reduceCode = /* wgsl */ `
struct Params { n: u32, kind: u32, p: vec2<f32>, q: vec4<f32> }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> weights: array<f32>; // [2]
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<f32>;
var<workgroup> firsts: array<vec4<f32>, ${lanes}>;  // Σa, Σa², Σb, Σb²
var<workgroup> products: array<f32, ${lanes}>;      // Σab
@compute @workgroup_size(${lanes})
fn main(@builtin(local_invocation_index) lane: u32) {
  var sums = vec4<f32>(0.0);
  var product = 0.0;
  for (var i = lane; i < params.n; i += ${lanes}u) {
    sums += vec4<f32>(a[i], a[i] * a[i], b[i], b[i] * b[i]);
    product += a[i] * b[i];
  }
  firsts[lane] = sums;
  products[lane] = product;
  for (var stride = ${lanes / 2}u; stride > 0u; stride >>= 1u) {
    workgroupBarrier();
    if (lane < stride) {
      firsts[lane] += firsts[lane + stride];
      products[lane] += products[lane + stride];
    }
  }
  if (lane != 0u) { return; }
  let total = firsts[0];
  let n = f32(params.n);
  if (params.kind == 0u) { // rescale: p.x = phi, q.xy = cSkip, cOut
    let ratio = sqrt((total.y - total.x * total.x / n) / (total.w - total.z * total.z / n));
    weights[0] = params.q.x;
    weights[1] = params.q.y * (params.p.x * ratio + 1.0 - params.p.x);
  } else { // project: p.x = scale, q.xy = eta, maxNorm
    let shorten = select(1.0, min(1.0, params.q.y / sqrt(total.w)), params.q.y > 0.0);
    let step = (params.p.x - 1.0) * shorten;
    weights[0] = 1.0 + step * (params.q.x - 1.0) * products[0] / total.y;
    weights[1] = step;
  }
}`

const blendCode = /* wgsl */ `
@group(0) @binding(0) var<uniform> n: u32;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> a: array<f32>;
@group(0) @binding(4) var<storage, read> b: array<f32>;
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = ${flatIndex};
  if (i >= n) { return; }
  result[i] = weights[0] * a[i] + weights[1] * b[i];
}`

export interface GuidanceBuffers { a: GPUBuffer; b: GPUBuffer; blendA: GPUBuffer; blendB: GPUBuffer }

/** out = w₀·blendA + w₁·blendB with the rule's weights for (a, b), over the first n values. */
export function guidanceKernel(device: GPUDevice): (out: GPUBuffer, n: number, rule: GuidanceRule, buffers: GuidanceBuffers) => void {
  const pipeline = (label: string, code: string) =>
    device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ label: `${ownLabel}:${label}`, code }), entryPoint: 'main' } })
  const reduce = pipeline('guidance-weights', reduceCode)
  const blend = pipeline('guidance-blend', blendCode)
  const params = device.createBuffer({ label: `${ownLabel}:guidance-params`, size: 32, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  const weights = device.createBuffer({ label: `${ownLabel}:guidance-weights`, size: 16, usage: GPUBufferUsage.STORAGE })
  const words = new Uint32Array(8)
  const floats = new Float32Array(words.buffer)
  return (out, n, rule, { a, b, blendA, blendB }) => {
    words[0] = n
    words[1] = rule.kind === 'rescale' ? 0 : 1
    floats.set(rule.kind === 'rescale' ? [rule.phi, 0, rule.cSkip, rule.cOut] : [rule.scale, 0, rule.eta, rule.maxNorm], 2)
    device.queue.writeBuffer(params, 0, words)
    dispatchFlat(device, reduce, [params, weights, a, b].map((buffer) => ({ buffer })), 1)
    dispatchFlat(device, blend, [params, out, weights, blendA, blendB].map((buffer) => ({ buffer })), n)
  }
}
