// One line on what pictures will run on here; without WebGPU one sentence that says so.
import type { Capabilities } from '../../state/engine'
import { useApp, useWords } from '../shared/context'
import { shellWords } from './words'
import type { ShellWords } from './words'

export function CapabilityLine() {
  const { capabilities, startError } = useApp().engine
  const words = useWords(shellWords)
  const found = capabilities.value
  if (!found) return <p class="capability">{startError.value ? '' : words.machine.asking}</p>
  if (found.backend === 'wasm') return <p class="capability slow">{words.onWasm[found.reason ?? 'no-webgpu']}</p>
  return <p class="capability">{describe(found, words)}</p>
}

/** As the makers write themselves; WebGPU gives lower case. */
const vendors: Record<string, string> = { nvidia: 'NVIDIA', amd: 'AMD', intel: 'Intel', apple: 'Apple', arm: 'Arm', qualcomm: 'Qualcomm' }

function describe({ adapter, shaderF16 }: Capabilities, { machine }: ShellWords): string {
  const name = adapter && (adapter.description || [vendors[adapter.vendor] ?? adapter.vendor, adapter.architecture].filter(Boolean).join(' '))
  const parts = ['WebGPU', name, adapter?.software ? machine.software : '', shaderF16 ? machine.f16 : machine.f32]
  return parts.filter(Boolean).join(' · ')
}
