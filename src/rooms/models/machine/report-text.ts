// The self-test as text to paste into a report of a fault: the names that WebGPU gives things, the same in every language.
import type { SelfTest } from '../../../state/engine'

const trialNames = { half: 'half precision, kernels of Darkroom', subgroups: 'subgroup sums', 'runtime-half': 'half precision, kernels of ONNX Runtime' } as const
type TrialName = keyof typeof trialNames

export function reportText({ capabilities, browser, adapter }: SelfTest): string {
  const { backend, reason, shaderF16, subgroups, trials, jspi, crossOriginIsolated, threads, maxBufferBytes } = capabilities
  const offers: Record<TrialName, boolean> = { half: has(adapter, 'shader-f16'), subgroups: has(adapter, 'subgroups'), 'runtime-half': has(adapter, 'shader-f16') }
  const trialLines = (Object.keys(trialNames) as TrialName[]).map((name) => {
    const held = trials.find(({ trial }) => trial === name)
    const said = held ? [held.ended, ...Object.entries(held.errors).map(([kernel, error]) => `${kernel} ${Number.isNaN(error) ? 'NaN' : error.toPrecision(2)}`)].join(', ') : offers[name] ? 'not held' : 'not offered'
    return `trial of ${trialNames[name]}: ${said}`
  })
  return [
    'Darkroom self-test',
    `browser: ${browser}`,
    `backend: ${backend}${reason ? ` (${reason})` : ''}`,
    `half precision: ${yes(shaderF16)}, subgroups: ${yes(subgroups)}, stack switching: ${yes(jspi)}, cross-origin isolated: ${yes(crossOriginIsolated)}, wasm threads: ${threads}`,
    ...(adapter ? [
      `adapter: ${[adapter.vendor, adapter.architecture, adapter.device, adapter.description].filter(Boolean).join(' | ') || 'nameless'}${capabilities.adapter?.software ? ' (software)' : ''}`,
      ...trialLines,
      `largest binding: ${maxBufferBytes}`,
      `features: ${adapter.features.join(' ')}`,
      `features asked for: ${adapter.asked.join(' ')}`,
      `limits: ${Object.entries(adapter.limits).map(([name, value]) => `${name} ${value}`).join(', ')}`,
    ] : ['adapter: none']),
  ].join('\n')
}

const has = (adapter: SelfTest['adapter'], feature: string): boolean => adapter?.features.includes(feature) ?? false
const yes = (value: boolean): string => (value ? 'yes' : 'no')
