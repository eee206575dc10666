// What a network does most, small and in half precision, to be held against the processor before half precision is trusted: drivers
// exist whose halves are noise or NaN. The kernels are written for either float, so that they can be tested where there are no halves.
import { fromHalves, toHalves } from '../../src/core/half'
import { flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'
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
export async function runTrial(device: GPUDevice, real: Real): Promise<Record<TrialKernel, Float32Array>> {
  const made = {} as Record<TrialKernel, Float32Array>
  device.pushErrorScope('validation')
  for (const { kernel, a, b, length } of trialInputs()) made[kernel] = await runKernel(device, real, shader(real, bodies[kernel], length), [a, b], length)
  const refused = await device.popErrorScope()
  if (refused) throw new Error(refused.message)
  return made
}

async function runKernel(device: GPUDevice, real: Real, code: string, inputs: readonly Float32Array[], n: number): Promise<Float32Array> {
  const label = `${ownLabel}:trial`
  const bytes = n * (real === 'f16' ? 2 : 4)
  const result = device.createBuffer({ label, size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC })
  const staging = device.createBuffer({ label, size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  const uploaded = inputs.map((values) => {
    const data = real === 'f16' ? toHalves(values) : values
    const buffer = device.createBuffer({ label, size: data.byteLength, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST })
    device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>)
    return buffer
  })
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ label, code }), entryPoint: 'main' } })
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [result, ...uploaded].map((buffer, binding) => ({ binding, resource: { buffer } })) }))
  pass.dispatchWorkgroups(Math.ceil(n / flatWorkgroup))
  pass.end()
  encoder.copyBufferToBuffer(result, 0, staging, 0, bytes)
  device.queue.submit([encoder.finish()])
  await staging.mapAsync(GPUMapMode.READ)
  const read = staging.getMappedRange().slice(0)
  for (const buffer of [result, staging, ...uploaded]) buffer.destroy()
  return real === 'f16' ? fromHalves(new Uint16Array(read)) : new Float32Array(read)
}
