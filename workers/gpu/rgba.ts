// Planar RGB in [-1,1] → packed RGBA bytes on the GPU, then the one readback: a quarter of the bytes of the float picture.
import { dispatchFlat, flatIndex, flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'

const code = /* wgsl */ `
@group(0) @binding(0) var<storage, read> rgb: array<f32>;             // [3,n]
@group(0) @binding(1) var<storage, read_write> packed: array<u32>;    // [n]
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = ${flatIndex};
  let n = arrayLength(&packed);
  if (i >= n) { return; }
  var word = 0xff000000u;
  for (var c = 0u; c < 3u; c++) {
    let value = clamp(rgb[c * n + i] * 0.5 + 0.5, 0.0, 1.0);
    word |= u32(floor(value * 255.0 + 0.5)) << (8u * c);
  }
  packed[i] = word;
}`

/** Reads a picture [3,height,width] back as RGBA bytes. */
export async function readPicture(device: GPUDevice, rgb: GPUBuffer, width: number, height: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const n = width * height
  const packed = device.createBuffer({ label: `${ownLabel}:rgba`, size: n * 4, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC })
  const staging = device.createBuffer({ label: `${ownLabel}:rgba-staging`, size: n * 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  try {
    const module = device.createShaderModule({ label: `${ownLabel}:rgba`, code })
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } })
    // The pooled buffer may be larger than the picture; the shader's offsets only hold for its exact size.
    dispatchFlat(device, pipeline, [{ buffer: rgb, size: n * 12 }, { buffer: packed }], n)
    const encoder = device.createCommandEncoder()
    encoder.copyBufferToBuffer(packed, 0, staging, 0, n * 4)
    device.queue.submit([encoder.finish()])
    await staging.mapAsync(GPUMapMode.READ)
    return new Uint8ClampedArray(staging.getMappedRange().slice(0))
  } finally {
    packed.destroy()
    staging.destroy()
  }
}
