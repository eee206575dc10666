// What a model needs of memory: at its highest and in one piece, part by part, what the numbers rest on, and how it is run.
import type { MemoryFit } from '../../../state/load-choice'
import { useApp, useWords } from '../../shared/context'
import { formatBytes } from '../../shared/format'
import { Disclosure } from '../../shared/Disclosure'
import { modelWords } from '../words'
import { MemoryChoice } from './MemoryChoice'
import { sayFit } from './say-fit'
import { memoryWords } from './words'
import './MemoryDetails.css'

export function MemoryDetails({ fit }: { fit: MemoryFit }) {
  const app = useApp()
  const { preferences } = app
  const words = useWords(memoryWords)
  const { byHand } = useWords(modelWords)
  const backend = app.engine.capabilities.value?.backend
  if (!backend) return null
  const { verdict, neededBytes, availableBytes, largestBytes, largestAllowedBytes, parts, plan, width, height } = fit
  const changed = Object.keys(preferences.memory.value).length > 0
  return (
    <Disclosure label={words.label} changed={changed} changedLabel={byHand}>
      <div class={`memory ${verdict}`}>
        {/* Where it will not fit, the buttons above have said so. */}
        {verdict !== 'no' && <p>{sayFit(fit, backend, words)}</p>}
        <div class="memory-meters">
          {availableBytes !== null && <Meter label={words.highest} bytes={neededBytes} limit={availableBytes} />}
          <Meter label={words.largestBuffer} bytes={largestBytes} limit={largestAllowedBytes} />
        </div>
        <table class="memory-parts">
          <thead>
            <tr>{[words.part, words.weights, words.running, words.largest].map((head) => <th key={head} scope="col">{head}</th>)}</tr>
          </thead>
          <tbody>
            {parts.map(({ part, weightBytes, activationBytes, largestBytes: largest }) => (
              <tr key={part}>
                <th scope="row">
                  {words.parts[part]}
                  {backend === 'webgpu' && plan.text === 'wasm' && part.startsWith('text-encoder') && <small>{words.elsewhere}</small>}
                </th>
                <td>{formatBytes(weightBytes)}</td>
                <td>{formatBytes(activationBytes)}</td>
                <td>{formatBytes(largest)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p>{words.basis(width, height)}</p>
        <MemoryChoice plan={plan} backend={backend} />
      </div>
    </Disclosure>
  )
}

function Meter({ label, bytes, limit }: { label: string; bytes: number; limit: number }) {
  const { of } = useWords(modelWords)
  return (
    <div class={`memory-meter${bytes > limit ? ' over' : ''}`}>
      <span>{label}</span>
      <span class="number-text">{of(formatBytes(bytes), formatBytes(limit))}</span>
      <div class="bar" aria-hidden="true"><span style={{ '--done': Math.min(1, bytes / Math.max(1, limit)) }} /></div>
    </div>
  )
}
