import { expect, test } from 'vitest'
import type { SelfTest } from '../../../state/engine'
import { reportText } from './report-text'

const found: SelfTest = {
  browser: 'Browser/1',
  capabilities: {
    backend: 'webgpu', reason: null, adapter: { vendor: 'acme', architecture: 'nine', description: 'Acme 9', software: true }, shaderF16: false, subgroups: true,
    trials: [{ trial: 'half', ended: 'failed', errors: { conv: NaN, norm: 0.00123 } }, { trial: 'subgroups', ended: 'passed', errors: { 'sum f32': 0 } }],
    jspi: true, crossOriginIsolated: false, threads: 1, maxBufferBytes: 1024,
  },
  adapter: { vendor: 'acme', architecture: 'nine', device: '', description: 'Acme 9', features: ['shader-f16', 'subgroups'], asked: ['subgroups'], limits: { maxBufferSize: 2048 } },
}

test('what was found, tried and decided stands in it', () => {
  expect(reportText(found).split('\n')).toEqual([
    'Darkroom self-test',
    'browser: Browser/1',
    'backend: webgpu',
    'half precision: no, subgroups: yes, stack switching: yes, cross-origin isolated: no, wasm threads: 1',
    'adapter: acme | nine | Acme 9 (software)',
    'trial of half precision, kernels of Darkroom: failed, conv NaN, norm 0.0012',
    'trial of subgroup sums: passed, sum f32 0.0',
    'trial of half precision, kernels of ONNX Runtime: not held',
    'largest binding: 1024',
    'features: shader-f16 subgroups',
    'features asked for: subgroups',
    'limits: maxBufferSize 2048',
  ])
})

test('so does why there is no GPU, and what an adapter does not offer', () => {
  const none = reportText({ ...found, adapter: null, capabilities: { ...found.capabilities, backend: 'wasm', reason: 'no-answer', trials: [] } })
  expect(none).toContain('backend: wasm (no-answer)')
  expect(none).toMatch(/adapter: none$/)
  expect(reportText({ ...found, adapter: { ...found.adapter!, features: [] }, capabilities: { ...found.capabilities, trials: [] } })).toContain('trial of subgroup sums: not offered')
})
