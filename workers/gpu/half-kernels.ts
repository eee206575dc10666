// Single to half precision and back on the GPU, for networks whose inputs and outputs are fp16: a cast that reads nothing back.
// Packing is core WGSL and needs no shader-f16. Pipelines are made when the first fp16 graph asks for them.
// What is not finite stays so, or the judge (run/judge.ts) would not hear of it: told by its bits, as WGSL may take it that no number is
// NaN, and carried as bits.
import { dispatchFlat, flatIndex, flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'

const header = (source: string, result: string) => /* wgsl */ `
@group(0) @binding(0) var<uniform> n: u32;
@group(0) @binding(1) var<storage, read_write> result: array<${result}>;
@group(0) @binding(2) var<storage, read> source: array<${source}>;
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = ${flatIndex};`

// What pack2x16float does beyond the largest half is left to the driver; ±65504 is not.
const packCode = /* wgsl */ `
fn half(bits: u32) -> u32 {
  if ((bits & 0x7f800000u) == 0x7f800000u) { return 0x7e00u; }
  return pack2x16float(vec2<f32>(clamp(bitcast<f32>(bits), -65504.0, 65504.0), 0.0));
}
${header('u32', 'u32')}
  if (2u * i >= n) { return; }
  var pair = half(source[2u * i]);
  if (2u * i + 1u < n) { pair |= half(source[2u * i + 1u]) << 16u; }
  result[i] = pair;
}`

const unpackCode = /* wgsl */ `${header('u32', 'u32')}
  if (i >= n) { return; }
  let bits = (source[i / 2u] >> (16u * (i % 2u))) & 0xffffu;
  result[i] = select(bitcast<u32>(unpack2x16float(bits).x), 0x7fc00000u, (bits & 0x7c00u) == 0x7c00u);
}`

export interface HalfKernels {
  /** out = the first n floats of x as halves. */
  pack(out: GPUBuffer, n: number, x: GPUBuffer): void
  /** out = n floats from as many halves. */
  unpack(out: GPUBuffer, n: number, halves: GPUBuffer): void
}

export function halfKernels(device: GPUDevice): HalfKernels {
  const count = new Uint32Array(1)
  const made = new Map<string, GPUComputePipeline>()
  let params: GPUBuffer | null = null
  const run = (name: string, code: string, out: GPUBuffer, n: number, x: GPUBuffer, invocations: number) => {
    params ??= device.createBuffer({ label: `${ownLabel}:half-params`, size: 4, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
    const pipeline = made.get(name) ?? device.createComputePipeline({
      layout: 'auto',
      compute: { module: device.createShaderModule({ label: `${ownLabel}:${name}`, code }), entryPoint: 'main' },
    })
    made.set(name, pipeline)
    count[0] = n
    device.queue.writeBuffer(params, 0, count)
    dispatchFlat(device, pipeline, [params, out, x].map((buffer) => ({ buffer })), invocations)
  }
  return {
    pack: (out, n, x) => run('to-half', packCode, out, n, x, Math.ceil(n / 2)),
    unpack: (out, n, halves) => run('from-half', unpackCode, out, n, halves, n),
  }
}
