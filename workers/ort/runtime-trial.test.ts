// The graphs of the runtime's trial, through the real runtime on the processor: they must compute what the trial's numbers say.
import * as ort from 'onnxruntime-web/wasm'
import { expect, test } from 'vitest'
import { nearEnough, trialErrors, trialInputs } from '../gpu/trial-numbers'
import { trialGraphs, writeTrialGraph } from '../onnx/trial-graphs'
import type { OrtModule } from './runtime'
import { runRuntimeTrial } from './runtime-trial'

ort.env.wasm.numThreads = 1

test('in single precision every graph is right', { timeout: 60_000 }, async () => {
  const errors = trialErrors(await runRuntimeTrial(ort, null, 'float32'))
  expect(Object.keys(errors)).toEqual(Object.keys(trialGraphs))
  for (const [kernel, error] of Object.entries(errors)) expect(error, kernel).toBeLessThan(1e-5)
})

test('in half precision they are graphs of halves, near enough, and a few hundred bytes each', { timeout: 60_000 }, async () => {
  for (const [kernel, error] of Object.entries(trialErrors(await runRuntimeTrial(ort, null, 'float16')))) expect(error, kernel).toBeLessThan(nearEnough / 2)
  for (const graph of Object.values(trialGraphs)) expect((await writeTrialGraph(graph, 'float16')).length).toBeLessThan(400)
})

test('a runtime that lies in one kernel is found out', async () => {
  const made = await runRuntimeTrial(ort, null, 'float32')
  const lying = (lie: (x: Float32Array) => Float32Array) => ({
    ...ort,
    InferenceSession: { create: async () => ({ run: async () => ({ result: { data: lie(made.matmul) } }), release: async () => {} }) },
  }) as unknown as OrtModule
  for (const lie of [(x: Float32Array) => x.map(() => 0), (x: Float32Array) => x.map(() => NaN), (x: Float32Array) => x.map((value) => value * 1.05)]) {
    expect(trialErrors(await runRuntimeTrial(lying(lie), null, 'float32')).matmul <= nearEnough).toBe(false)
  }
  expect(trialInputs().map(({ kernel }) => kernel)).toEqual(Object.keys(trialGraphs))
})
