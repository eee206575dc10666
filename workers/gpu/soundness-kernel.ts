// Looks through n numbers for one that is not finite and for two that differ (latents/soundness.ts), and brings the answer, four bytes,
// to the processor. Bits are compared, as WGSL may take it that no number is NaN. Uploads nothing: n is the size of the binding.
import type { Soundness } from '../latents/soundness'
import { dispatchFlat, flatIndex, flatWorkgroup } from './flat-dispatch'
import { flagLabel, ownLabel } from './ledger'

const [notFinite, varies] = [1, 2]

// What is known already is not said again: after the first few invocations all of them only read.
const code = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> flag: atomic<u32>;
@group(0) @binding(1) var<storage, read> values: array<u32>;
fn plain(bits: u32) -> u32 { return select(bits, 0u, (bits & 0x7fffffffu) == 0u); } // -0 is 0
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = ${flatIndex};
  if (i >= arrayLength(&values)) { return; }
  var found = 0u;
  if ((values[i] & 0x7f800000u) == 0x7f800000u) { found = ${notFinite}u; }
  if (plain(values[i]) != plain(values[0])) { found |= ${varies}u; }
  if ((found & ~atomicLoad(&flag)) != 0u) { atomicOr(&flag, found); }
}`

/** What is asked is computed in the order of the queue; the answer comes when the queue got there. */
export function soundnessKernel(device: GPUDevice): (x: GPUBuffer, n: number) => Promise<Soundness> {
  let pipeline: GPUComputePipeline | null = null
  return async (x, n) => {
    pipeline ??= device.createComputePipeline({
      layout: 'auto',
      compute: { module: device.createShaderModule({ label: `${ownLabel}:soundness`, code }), entryPoint: 'main' },
    })
    const flag = device.createBuffer({ label: `${ownLabel}:soundness`, size: 4, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC })
    const staging = device.createBuffer({ label: flagLabel, size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
    try {
      dispatchFlat(device, pipeline, [{ buffer: flag }, { buffer: x, size: n * 4 }], n)
      const encoder = device.createCommandEncoder()
      encoder.copyBufferToBuffer(flag, 0, staging, 0, 4)
      device.queue.submit([encoder.finish()])
      await staging.mapAsync(GPUMapMode.READ)
      const found = new Uint32Array(staging.getMappedRange())[0]!
      return found & notFinite ? 'not-finite' : found & varies ? 'sound' : 'constant'
    } finally {
      flag.destroy()
      staging.destroy()
    }
  }
}
