// Runs a compute pipeline over n elements, one invocation each. A dispatch is at most 65,535 groups wide, so n may fold into rows.

export const flatWorkgroup = 64

/** WGSL of the element's index; needs `id` (global_invocation_id) and `groups` (num_workgroups). */
export const flatIndex = `id.x + id.y * groups.x * ${flatWorkgroup}u`

/** Binds `buffers` in order and submits. */
export function dispatchFlat(device: GPUDevice, pipeline: GPUComputePipeline, buffers: readonly GPUBufferBinding[], n: number): void {
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((resource, binding) => ({ binding, resource })),
  }))
  const groups = Math.ceil(n / flatWorkgroup)
  const limit = device.limits.maxComputeWorkgroupsPerDimension
  pass.dispatchWorkgroups(Math.min(groups, limit), Math.ceil(groups / limit))
  pass.end()
  device.queue.submit([encoder.finish()])
}
