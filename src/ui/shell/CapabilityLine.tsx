// One line on what pictures will run on here; without WebGPU one sentence that says so.
import type { Capabilities } from '../../state/engine'
import { useApp, useText } from '../shared/context'
import type { Dictionary } from '../text/en'

export function CapabilityLine() {
  const { capabilities, startError } = useApp().engine
  const text = useText()
  const found = capabilities.value
  if (!found) return <p class="capability">{startError.value ? '' : text.machine.asking}</p>
  if (found.backend === 'wasm') return <p class="capability slow">{text.machine.onWasm[found.reason ?? 'no-webgpu']}</p>
  return <p class="capability">{describe(found, text)}</p>
}

/** As the makers write themselves; WebGPU gives lower case. */
const vendors: Record<string, string> = { nvidia: 'NVIDIA', amd: 'AMD', intel: 'Intel', apple: 'Apple', arm: 'Arm', qualcomm: 'Qualcomm' }

function describe({ adapter, shaderF16 }: Capabilities, text: Dictionary): string {
  const name = adapter && (adapter.description || [vendors[adapter.vendor] ?? adapter.vendor, adapter.architecture].filter(Boolean).join(' '))
  const parts = ['WebGPU', name, adapter?.software ? text.machine.software : '', shaderF16 ? text.machine.f16 : text.machine.f32]
  return parts.filter(Boolean).join(' · ')
}
