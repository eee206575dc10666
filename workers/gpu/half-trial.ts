// What a network does most, small and in half precision, to be held against the processor before half precision is trusted: drivers
// exist whose halves are noise or NaN. The kernels are written for either float, so that they can be tested where there are no halves.
import { fromHalves, toHalves } from '../../src/core/half'
import { flatWorkgroup } from './flat-dispatch'
import { runKernel, validated } from './trial-kernel'
import { sizes, trialInputs } from './trial-numbers'
import type { TrialKernel } from './trial-numbers'

export type Real = 'f16' | 'f32'

const { rows, inner, channels, side } = sizes
const plane = side * side

const bodies: Record<TrialKernel, string> = {
  matmul: /* wgsl */ `
  var sum = real(0.0);
  for (var k = 0u; k < ${inner}u; k++) { sum = fma(a[i / ${rows}u * ${inner}u + k], b[k * ${rows}u + i % ${rows}u], sum); }
  result[i] = sum;`,
  conv: /* wgsl */ `
  let at = vec2<i32>(i32(i % ${side}u), i32(i / ${side}u % ${side}u));
  var sum = real(0.0);
  for (var c = 0; c < ${channels}; c++) {
    for (var tap = 0; tap < 9; tap++) {
      let p = at + vec2<i32>(tap % 3 - 1, tap / 3 - 1);
      if (p.x < 0 || p.y < 0 || p.x >= ${side} || p.y >= ${side}) { continue; }
      sum += a[c * ${plane} + p.y * ${side} + p.x] * b[(i32(i / ${plane}u) * ${channels} + c) * 9 + tap];
    }
  }
  result[i] = sum;`,
  norm: /* wgsl */ `
  let row = i / ${inner}u * ${inner}u;
  var mean = 0.0;
  for (var k = 0u; k < ${inner}u; k++) { mean += f32(a[row + k]) / ${inner}.0; }
  var variance = 0.0;
  for (var k = 0u; k < ${inner}u; k++) { variance += (f32(a[row + k]) - mean) * (f32(a[row + k]) - mean) / ${inner}.0; }
  result[i] = (a[i] - real(mean)) * real(inverseSqrt(variance + 1e-5)) * b[i % ${inner}u];`,
  softmax: /* wgsl */ `
  let row = i / ${inner}u * ${inner}u;
  var largest = a[row];
  for (var k = 1u; k < ${inner}u; k++) { largest = max(largest, a[row + k]); }
  var sum = 0.0;
  for (var k = 0u; k < ${inner}u; k++) { sum += f32(exp(a[row + k] - largest)); }
  result[i] = real(f32(exp(a[i] - largest)) / sum) * b[0];`,
}

const shader = (real: Real, body: string, n: number) => /* wgsl */ `${real === 'f16' ? 'enable f16;' : ''}
alias real = ${real};
@group(0) @binding(0) var<storage, read_write> result: array<real>;
@group(0) @binding(1) var<storage, read> a: array<real>;
@group(0) @binding(2) var<storage, read> b: array<real>;
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= ${n}u) { return; }${body}
}`

/** What the GPU makes of each kernel's inputs. Rejects what it refuses. */
export function runTrial(device: GPUDevice, real: Real): Promise<Record<TrialKernel, Float32Array>> {
  return validated(device, async () => {
    const made = {} as Record<TrialKernel, Float32Array>
    for (const { kernel, a, b, length } of trialInputs()) {
      const inputs = [a, b].map((values) => (real === 'f16' ? toHalves(values) : values))
      const read = await runKernel(device, shader(real, bodies[kernel], length), inputs, length, length * (real === 'f16' ? 2 : 4))
      made[kernel] = real === 'f16' ? fromHalves(new Uint16Array(read)) : new Float32Array(read)
    }
    return made
  })
}
