// What the ONNX runtime asks of an adapter that offers everything, learned from the runtime itself: our device must have the same, as its
// kernels choose by it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { trialGraphs, writeTrialGraph } from '../onnx/trial-graphs'
import { runtimeHalfTrial } from '../gpu/trials'
import { deviceFor } from './device'

const runtime = join(import.meta.dirname, '../../node_modules/onnxruntime-web')
const offered = [
  'core-features-and-limits', 'depth-clip-control', 'depth32float-stencil8', 'texture-compression-bc', 'timestamp-query', 'indirect-first-instance', 'shader-f16',
  'rg11b10ufloat-renderable', 'bgra8unorm-storage', 'float32-filterable', 'float32-blendable', 'clip-distances', 'dual-source-blending', 'subgroups', 'subgroup-size-control',
  'chromium-experimental-subgroup-matrix', 'chromium-experimental-multi-draw-indirect',
]
const limits = new Proxy({}, { get: (_, name) => (String(name).endsWith('Alignment') ? 256 : 65535) })

afterAll(() => vi.unstubAllGlobals())

test('our device has all that the runtime asks for on one of its own', { timeout: 60_000 }, async () => {
  const adapter = { features: new Set(offered), limits, info: { vendor: '', architecture: '', device: '', description: '', subgroupMinSize: 4, subgroupMaxSize: 64 } } as unknown as GPUAdapter
  const asked = new Promise<GPUDeviceDescriptor>((resolve) => {
    Object.assign(adapter, {
      async requestDevice(descriptor: GPUDeviceDescriptor) {
        resolve(descriptor)
        throw new Error('no more is asked')
      },
    })
  })
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter, wgslLanguageFeatures: new Set() }, hardwareConcurrency: 1, userAgent: 'test' })
  const ort = await import('onnxruntime-web/webgpu')
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = 'fatal'
  ort.env.wasm.wasmBinary = readFileSync(join(runtime, 'dist/ort-wasm-simd-threaded.asyncify.wasm')).buffer
  ort.env.wasm.wasmPaths = { mjs: pathToFileURL(join(runtime, 'dist/ort-wasm-simd-threaded.asyncify.mjs')).href }
  ort.InferenceSession.create(await writeTrialGraph(trialGraphs.matmul, 'float32'), { executionProviders: ['webgpu'] }).catch(() => {})
  const { requiredFeatures, requiredLimits } = await asked
  const ours = deviceFor(adapter, true)
  expect([...ours.requiredFeatures!].toSorted()).toEqual([...requiredFeatures!].toSorted())
  expect(Object.keys(ours.requiredLimits!).toSorted()).toEqual(Object.keys(requiredLimits!).toSorted())
})

test('the trial of the runtime is held anew when there is another runtime', () => {
  const { version } = JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8')) as { version: string }
  expect(runtimeHalfTrial.edition).toContain(`onnxruntime-web ${version}`)
})
