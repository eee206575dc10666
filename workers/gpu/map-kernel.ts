// One number at a time: out[i] = f(x[i], parameter). The latent algebra's only nonlinear verb, clamp, is one of these.
import { dispatchFlat, flatIndex, flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'

/** `expression` is WGSL over `x` and `parameter`, both f32. */
export function mapKernel(device: GPUDevice, expression: string): (out: GPUBuffer, n: number, x: GPUBuffer, parameter: number) => void {
  const module = device.createShaderModule({
    label: `${ownLabel}:map`,
    code: /* wgsl */ `
struct Params { n: u32, parameter: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = ${flatIndex};
  if (i >= params.n) { return; }
  let x = values[i];
  let parameter = params.parameter;
  result[i] = ${expression};
}`,
  })
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } })
  const params = device.createBuffer({ label: `${ownLabel}:map-params`, size: 8, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  const words = new Uint32Array(2)
  const floats = new Float32Array(words.buffer)
  return (out, n, x, parameter) => {
    words[0] = n
    floats[1] = parameter
    device.queue.writeBuffer(params, 0, words)
    dispatchFlat(device, pipeline, [params, out, x].map((buffer) => ({ buffer })), n)
  }
}
