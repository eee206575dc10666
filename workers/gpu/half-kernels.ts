// Single to half precision and back on the GPU, for networks whose inputs and outputs are fp16: a cast that reads nothing back.
// Packing is core WGSL and needs no shader-f16. Pipelines are made when the first fp16 graph asks for them.
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
const packCode = /* wgsl */ `${header('f32', 'u32')}
  if (2u * i >= n) { return; }
  var pair = vec2<f32>(source[2u * i], 0.0);
  if (2u * i + 1u < n) { pair.y = source[2u * i + 1u]; }
  result[i] = pack2x16float(clamp(pair, vec2<f32>(-65504.0), vec2<f32>(65504.0)));
}`

const unpackCode = /* wgsl */ `${header('u32', 'f32')}
  if (i >= n) { return; }
  result[i] = unpack2x16float(source[i / 2u])[i % 2u];
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
