// The latent algebra's one kernel: out[i + c·n] = Σ weight_k · x_k[offset_k + i]. Input scaling, guidance and every
// sampler step are calls of it. One pipeline per number of terms; parameters are the only bytes uploaded.
import { dispatchFlat, flatIndex, flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'

export interface GpuTerm { weight: number; buffer: GPUBuffer; offset: number }

function shader(terms: number): string {
  const index = Array.from({ length: terms }, (_, k) => k)
  return /* wgsl */ `
struct Params { n: u32, copies: u32, pad0: u32, pad1: u32, terms: array<vec4<u32>, 3> } // two (weight, offset) pairs a vec4
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
${index.map((k) => `@group(0) @binding(${k + 2}) var<storage, read> x${k}: array<f32>;`).join('\n')}
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = ${flatIndex};
  if (i >= params.n) { return; }
  var sum = 0.0;
${index.map((k) => `  sum += bitcast<f32>(params.terms[${k >> 1}].${k % 2 ? 'z' : 'x'}) * x${k}[params.terms[${k >> 1}].${k % 2 ? 'w' : 'y'} + i];`).join('\n')}
  for (var c = 0u; c < params.copies; c++) { result[i + c * params.n] = sum; }
}`
}

/** Runs the kernel on `device`; calls are ordered by the queue, so one parameter buffer serves all of them. */
export function linearKernel(device: GPUDevice): (out: GPUBuffer, n: number, copies: number, terms: readonly GpuTerm[]) => void {
  const paramsBuffer = device.createBuffer({ label: `${ownLabel}:linear-params`, size: 64, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  const words = new Uint32Array(16)
  const floats = new Float32Array(words.buffer)
  const pipelines = new Map<number, GPUComputePipeline>()
  const pipelineFor = (terms: number) => {
    const known = pipelines.get(terms)
    if (known) return known
    const module = device.createShaderModule({ label: `${ownLabel}:linear-${terms}`, code: shader(terms) })
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } })
    pipelines.set(terms, pipeline)
    return pipeline
  }
  return (out, n, copies, terms) => {
    words[0] = n
    words[1] = copies
    for (const [k, term] of terms.entries()) {
      floats[4 + 2 * k] = term.weight
      words[5 + 2 * k] = term.offset
    }
    device.queue.writeBuffer(paramsBuffer, 0, words, 0, 4 + 2 * terms.length)
    const pipeline = pipelineFor(terms.length)
    dispatchFlat(device, pipeline, [paramsBuffer, out, ...terms.map((term) => term.buffer)].map((buffer) => ({ buffer })), n)
  }
}
