// A rectangle of every plane into another buffer: cuts tiles out of features, and lays finished tiles onto the picture.
import type { Paste } from '../latents/latent-home'
import { dispatchFlat, flatIndex, flatWorkgroup } from './flat-dispatch'
import { ownLabel } from './ledger'

const shader = (weighted: boolean): string => /* wgsl */ `
struct Place { width: u32, height: u32, left: u32, top: u32 }
struct Params { width: u32, height: u32, planes: u32, pad: u32, taken: Place, placed: Place }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
@group(0) @binding(2) var<storage, read> source: array<f32>;
${weighted ? '@group(0) @binding(3) var<storage, read> rows: array<f32>;\n@group(0) @binding(4) var<storage, read> columns: array<f32>;' : ''}
fn at(place: Place, plane: u32, y: u32, x: u32) -> u32 { return (plane * place.height + place.top + y) * place.width + place.left + x; }
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = ${flatIndex};
  if (i >= params.planes * params.height * params.width) { return; }
  let x = i % params.width;
  let y = i / params.width % params.height;
  let plane = i / (params.width * params.height);
  let value = source[at(params.taken, plane, y, x)];
  let there = at(params.placed, plane, y, x);
  ${weighted ? 'result[there] += rows[y] * columns[x] * value;' : 'result[there] = value;'}
}`

export function pasteKernel(device: GPUDevice): (copy: Paste<GPUBuffer>) => void {
  const params = device.createBuffer({ label: `${ownLabel}:paste-params`, size: 48, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST })
  const pipelines = new Map<boolean, GPUComputePipeline>()
  const pipelineFor = (weighted: boolean) => {
    const known = pipelines.get(weighted)
    if (known) return known
    const module = device.createShaderModule({ label: `${ownLabel}:paste`, code: shader(weighted) })
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } })
    pipelines.set(weighted, pipeline)
    return pipeline
  }
  return ({ planes, width, height, from, to, weights }) => {
    const places = [from, to].flatMap((place) => [place.planeWidth, place.planeHeight, place.left, place.top])
    device.queue.writeBuffer(params, 0, Uint32Array.from([width, height, planes, 0, ...places]))
    const buffers = [params, to.x, from.x, ...(weights ? [weights.rows, weights.columns] : [])]
    dispatchFlat(device, pipelineFor(weights !== undefined), buffers.map((buffer) => ({ buffer })), planes * height * width)
  }
}
