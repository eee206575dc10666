// Each WGSL kernel against its CPU twin on random latents: what the browser tests assert.
import { philoxNv, philoxWords } from '../../../src/core/random/philox-nv'
import { randnCpu } from '../../../src/core/random/randn-cpu'
import { cpuLatents } from '../../../workers/cpu-latents'
import { gpuLatents } from '../../../workers/gpu/gpu-latents'
import { philoxKernel } from '../../../workers/gpu/philox-kernel'
import { readFloats } from '../../../workers/gpu/read-floats'
import type { GuidanceRule } from '../../../workers/guidance-rules'
import type { OrtModule } from '../../../workers/ort/runtime'

export interface KernelChecks {
  /** Largest |GPU - CPU| over the largest |CPU|, by kernel. */
  deviation: Record<string, number>
  /** Philox words that differ from the CPU's. */
  wrongWords: number
  /** RGBA bytes of a picture that differ from the CPU's. */
  wrongBytes: number
}

const noTensor = () => {
  throw new Error('no network here')
}

export async function checkKernels(device: GPUDevice): Promise<KernelChecks> {
  const gpu = gpuLatents(device, noTensor)
  const cpu = cpuLatents({} as OrtModule)
  const n = 4 * 33 * 31 // no multiple of a workgroup
  const noise = randnCpu(11)
  const values = Array.from({ length: 7 }, () => noise.next(2 * n))
  const onGpu = values.map((value) => gpu.upload(value))
  const deviation: Record<string, number> = {}
  const compare = async (name: string, length: number, run: (home: 'cpu' | 'gpu') => void, outCpu: Float32Array, outGpu: ReturnType<typeof gpu.alloc>) => {
    run('cpu')
    run('gpu')
    const actual = await readFloats(device, outGpu)
    let difference = 0
    let scale = 0
    for (let i = 0; i < length; i++) {
      difference = Math.max(difference, Math.abs(actual[i]! - outCpu[i]!))
      scale = Math.max(scale, Math.abs(outCpu[i]!))
    }
    deviation[name] = difference / scale
  }

  for (let terms = 1; terms <= 6; terms++) {
    const outCpu = cpu.alloc(2 * n)
    const outGpu = gpu.alloc(2 * n)
    const weights = Array.from({ length: terms }, (_, k) => (k + 1) * (k % 2 ? -0.37 : 0.61))
    const offsets = weights.map((_, k) => (k % 2) * n)
    await compare(`linear ${terms}`, 2 * n, (home) => {
      if (home === 'cpu') cpu.linear(outCpu, n, weights.map((weight, k) => ({ weight, x: values[k]!, offset: offsets[k]! })), 2)
      else gpu.linear(outGpu, n, weights.map((weight, k) => ({ weight, x: onGpu[k]!, offset: offsets[k]! })), 2)
    }, outCpu, outGpu)
  }

  const outCpu = cpu.alloc(n)
  const outGpu = gpu.alloc(n)
  await compare('clamp', n, (home) => (home === 'cpu' ? cpu.clamp(outCpu, n, values[0]!, 0.8) : gpu.clamp(outGpu, n, onGpu[0]!, 0.8)), outCpu, outGpu)
  const rules: Record<string, GuidanceRule> = {
    'rescale': { kind: 'rescale', phi: 0.7, cSkip: 1, cOut: -3 },
    'project': { kind: 'project', scale: 6, eta: 0.2, maxNorm: 0 },
    'project, capped': { kind: 'project', scale: 6, eta: 0.2, maxNorm: 20 },
  }
  for (const [name, rule] of Object.entries(rules)) {
    await compare(name, n, (home) => {
      if (home === 'cpu') cpu.blendByRule(outCpu, n, rule, { a: values[1]!, b: values[2]!, blendA: values[3]!, blendB: values[4]! })
      else gpu.blendByRule(outGpu, n, rule, { a: onGpu[1]!, b: onGpu[2]!, blendA: onGpu[3]!, blendB: onGpu[4]! })
    }, outCpu, outGpu)
  }

  // The philox draw: words bit for bit, numbers within float32.
  const seed = 2 ** 33 + 123456789
  const source = philoxNv(seed)
  source.next(n)
  const second = source.next(n)
  await compare('philox', n, (home) => (home === 'cpu' ? outCpu.set(second) : gpu.philox?.(outGpu, n, seed, 1, 1)), outCpu, outGpu)
  const words = gpu.alloc(2 * n)
  philoxKernel(device, 'words')(words.buffer, n, seed, 1, 1)
  const bits = new Uint32Array((await readFloats(device, words)).buffer)
  let wrongWords = 0
  for (let i = 0; i < n; i++) {
    const [first, other] = philoxWords(1, i, seed >>> 0, Math.floor(seed / 2 ** 32))
    wrongWords += Number(bits[2 * i] !== first) + Number(bits[2 * i + 1] !== other)
  }

  const [width, height] = [40, 24]
  const picture = values[5]!.subarray(0, 3 * width * height).map((value) => value * 0.7)
  const bytes = await gpu.readPicture(gpu.upload(picture), width, height)
  const expected = await cpu.readPicture(picture, width, height)
  const wrongBytes = expected.reduce((count, byte, i) => count + Number(Math.abs(byte - bytes[i]!) > 0), 0)
  gpu.dispose()
  return { deviation, wrongWords, wrongBytes }
}
