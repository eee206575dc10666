// Each WGSL kernel against its CPU twin on random latents: what the browser tests assert.
import { philoxNv, philoxWords } from '../../../src/core/random/philox-nv'
import { fromHalves, toHalves } from '../../../src/core/half'
import { randnCpu } from '../../../src/core/random/randn-cpu'
import { cpuLatents } from '../../../workers/latents/cpu-latents'
import { brushFormat, makeBrush } from '../../../workers/gpu/brush'
import { gpuLatents } from '../../../workers/latents/gpu-latents'
import { philoxKernel } from '../../../workers/gpu/philox-kernel'
import { runTrial } from '../../../workers/gpu/half-trial'
import { readFloats } from '../../../workers/gpu/read-floats'
import { runSubgroupTrial } from '../../../workers/gpu/subgroup-trial'
import { trialErrors } from '../../../workers/gpu/trial-numbers'
import type { GuidanceRule } from '../../../workers/denoise/guidance-rules'
import type { OrtModule } from '../../../workers/ort/runtime'

export interface KernelChecks {
  /** Largest |GPU - CPU| over the largest |CPU|, by kernel. */
  deviation: Record<string, number>
  /** Philox words that differ from the CPU's. */
  wrongWords: number
  /** The trial's kernels (half-trial.ts), in single precision: this adapter has no half. */
  trial: Record<string, number>
  /** The trial of subgroups; null where the adapter has none. */
  subgroups: Record<string, number> | null
  /** Of numbers that are all right, hold a NaN, hold an infinity, are the same: what the kernel makes of them. */
  soundness: string[]
  /** RGBA bytes of a picture that differ from the CPU's. */
  wrongBytes: number
  /** Largest difference, in 255ths, between what the preview brush paints and a bilinear reading in double precision. */
  brushError: number
  /** Painted texels outside the brush's area that changed. */
  spilled: number
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
  // Values that halves can hold exactly, an odd number of them.
  const exact = fromHalves(toHalves(values[0]!.subarray(0, n - 1)))
  await compare('to half and back', n - 1, (home) => {
    if (home === 'cpu') return outCpu.set(exact)
    const halves = gpu.alloc(n / 2)
    gpu.toHalf(halves, n - 1, gpu.upload(exact))
    return gpu.fromHalf(outGpu, n - 1, halves)
  }, outCpu, outGpu)
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

  // In a buffer with room for more, whose rest is not looked at; the fault at the far end.
  const soundness: string[] = []
  for (const last of [1, NaN, -Infinity]) soundness.push(await gpu.soundness(gpu.upload(new Float32Array([...values[0]!.subarray(0, n), last])), n + 1))
  soundness.push(await gpu.soundness(gpu.upload(new Float32Array([...Array<number>(n).fill(0), -0, 1])), n + 1))
  // What is not finite must come through halves, whose largest is a limit for everything else.
  const halves = gpu.alloc(8)
  const through = gpu.alloc(16)
  for (const odd of [1e6, NaN, -Infinity]) {
    gpu.toHalf(halves, 15, gpu.upload(new Float32Array([...values[0]!.subarray(0, 14), odd])))
    gpu.fromHalf(through, 15, halves)
    soundness.push(await gpu.soundness(through, 15))
  }

  const [width, height] = [40, 24]
  const picture = values[5]!.subarray(0, 3 * width * height).map((value) => value * 0.7)
  const bytes = await gpu.readPicture(gpu.upload(picture), width, height)
  const expected = await cpu.readPicture(picture, width, height)
  const wrongBytes = expected.reduce((count, byte, i) => count + Number(Math.abs(byte - bytes[i]!) > 0), 0)
  gpu.dispose()
  return { deviation, wrongWords, trial: trialErrors(await runTrial(device, 'f32')), subgroups: device.features.has('subgroups' as GPUFeatureName) ? await runSubgroupTrial(device) : null, soundness, wrongBytes, ...(await checkBrush(device)) }
}

/** Paints a 4-channel latent over the right half of a texture and reads it back. */
async function checkBrush(device: GPUDevice): Promise<{ brushError: number; spilled: number }> {
  const map = { factors: [[0.3, 0.2, -0.1], [0.1, -0.3, 0.2], [-0.2, 0.1, 0.3], [0.05, 0.1, 0.15]], bias: [0.1, -0.05, 0.02] }
  const [height, width] = [6, 8]
  const latent = randnCpu(21).next(4 * height * width)
  const texels = { width: 128, height: 48 }
  const area = { x: 64, width: 64, height: 48 }
  const home = gpuLatents(device, noTensor)
  const source = { buffer: home.upload(latent).buffer, width, height }
  const target = device.createTexture({ size: [texels.width, texels.height], format: brushFormat, usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC })
  const staging = device.createBuffer({ size: texels.width * texels.height * 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST })
  const encoder = device.createCommandEncoder()
  makeBrush(device, map).draw(encoder, source, target, area, 'load')
  encoder.copyTextureToBuffer({ texture: target }, { buffer: staging, bytesPerRow: texels.width * 4 }, [texels.width, texels.height])
  device.queue.submit([encoder.finish()])
  await staging.mapAsync(GPUMapMode.READ)
  const painted = new Uint8Array(staging.getMappedRange().slice(0))

  const n = height * width
  const rgbAt = (x: number, y: number, c: number) => {
    const at = Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)
    return map.bias[c]! + map.factors.reduce((sum, row, channel) => sum + row[c]! * latent[channel * n + at]!, 0)
  }
  let brushError = 0
  let spilled = 0
  for (let y = 0; y < texels.height; y++) {
    for (let x = 0; x < texels.width; x++) {
      for (let c = 0; c < 3; c++) {
        const byte = painted[(y * texels.width + x) * 4 + c]!
        if (x < area.x) {
          spilled += Number(byte !== 0)
          continue
        }
        const [u, v] = [((x - area.x + 0.5) / area.width) * width - 0.5, ((y + 0.5) / area.height) * height - 0.5]
        const [x0, y0] = [Math.floor(u), Math.floor(v)]
        const row = (yy: number) => rgbAt(x0, yy, c) * (1 - (u - x0)) + rgbAt(x0 + 1, yy, c) * (u - x0)
        const value = row(y0) * (1 - (v - y0)) + row(y0 + 1) * (v - y0)
        brushError = Math.max(brushError, Math.abs(byte - Math.min(1, Math.max(0, value * 0.5 + 0.5)) * 255))
      }
    }
  }
  home.dispose()
  return { brushError, spilled }
}
