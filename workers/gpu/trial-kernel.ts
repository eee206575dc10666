// One small kernel on its way through a GPU: numbers in, bytes out, and nothing of it left behind.
import { flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'

/** Runs `code` over n invocations: binding 0 is what it writes, `bytes` of it, the inputs follow. */
export async function runKernel(device: GPUDevice, code: string, inputs: readonly (Float32Array | Uint16Array | Uint32Array)[], n: number, bytes: number): Promise<ArrayBuffer> {
  const label = `${ownLabel}:trial`
  const result = device.createBuffer({ label, size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC })
  const staging = device.createBuffer({ label, size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  const uploaded = inputs.map((data) => {
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
  return read
}

/** Rejects with what the device finds wrong in what `work` asks of it. */
export async function validated<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  device.pushErrorScope('validation')
  const made = await work()
  const refused = await device.popErrorScope()
  if (refused) throw new Error(refused.message)
  return made
}
