// Sums over subgroups, held against the processor: the runtime's kernels add and exchange numbers within them, and drivers exist that mix
// them up. Which invocations are a subgroup is the driver's to choose, so each also says who the first of its own is.
import { flatWorkgroup } from './flat-dispatch'
import { runKernel, validated } from './trial-kernel'

const groups = 4
const n = groups * flatWorkgroup

/** Whole numbers whose sums halves can hold. */
const values = Uint32Array.from({ length: n }, (_, i) => (i * 7) % 31)

const shader = (real: 'f32' | 'f16') => /* wgsl */ `enable subgroups;${real === 'f16' ? ' enable f16;' : ''}
@group(0) @binding(0) var<storage, read_write> result: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> values: array<u32>;
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(subgroup_size) size: u32, @builtin(subgroup_invocation_id) lane: u32) {
  let sum = subgroupAdd(${real}(values[id.x]));
  result[id.x] = vec4<u32>(u32(sum), subgroupBroadcastFirst(id.x), size, lane);
}`

/** What an invocation tells of its subgroup. */
export interface SubgroupAnswer { sum: number; first: number; size: number; lane: number }

/** Largest distance of a sum from what the processor adds up, over the largest sum; NaN where the subgroups themselves are none. */
export function subgroupError(answers: readonly SubgroupAnswer[]): number {
  const members = new Map<number, number[]>()
  for (const [i, { first }] of answers.entries()) members.set(first, [...(members.get(first) ?? []), i])
  let [distance, largest] = [0, 1]
  for (const [first, own] of members) {
    const lanes = new Set(own.map((i) => answers[i]!.lane))
    const together = own.every((i) => Math.floor(i / flatWorkgroup) === Math.floor(first / flatWorkgroup))
    if (!own.includes(first) || !together || lanes.size !== own.length || own.some((i) => answers[i]!.size < own.length || answers[i]!.lane >= answers[i]!.size)) return NaN
    const right = own.reduce((sum, i) => sum + values[i]!, 0)
    largest = Math.max(largest, right)
    for (const i of own) distance = Math.max(distance, Math.abs(answers[i]!.sum - right))
  }
  return distance / largest
}

/** In halves too, where the device has them. Rejects what it refuses. */
export function runSubgroupTrial(device: GPUDevice): Promise<Record<string, number>> {
  const reals = (['f32', 'f16'] as const).filter((real) => real === 'f32' || device.features.has('shader-f16'))
  return validated(device, async () => {
    const errors: Record<string, number> = {}
    for (const real of reals) {
      const read = new Uint32Array(await runKernel(device, shader(real), [values], n, 16 * n))
      errors[`sum ${real}`] = subgroupError(Array.from({ length: n }, (_, i) => ({ sum: read[4 * i]!, first: read[4 * i + 1]!, size: read[4 * i + 2]!, lane: read[4 * i + 3]! })))
    }
    return errors
  })
}
