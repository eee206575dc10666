// What was found in a model that somebody brings, before it is added: its family, its parts, what is missing or odd.
import type { Inspection } from '../../state/adding'
import { memoryWords } from '../../ui/model/memory/words'
import { useApp, useWords } from '../../ui/shared/context'
import { formatBytes } from '../../ui/shared/format'
import { useSay } from '../../ui/shared/say'
import { modelsWords } from './words'

type Finding = Inspection['problems'][number]

export function InspectionReport({ inspection }: { inspection: Inspection }) {
  const { adding } = useApp().downloads
  const words = useWords(modelsWords)
  const { name, family, size, licence, precisions, problems, warnings, choices, unused, manifest } = inspection
  const partNames: Partial<Record<string, string>> = useWords(memoryWords).parts
  const busy = adding.busy.value
  return (
    <div class="library-report">
      <div class="library-name">
        <h4>{name}</h4>
        {family && <span class="library-badge">{family}</span>}
      </div>
      <p class="library-facts">
        {size && <span>{`${size.width}×${size.height}`}</span>}
        {licence && <span>{licence}</span>}
        {unused.length > 0 && <span title={unused.map(({ path }) => path).join('\n')}>{words.unused(unused.length)}</span>}
      </p>
      {precisions.map(({ id, bytes, parts }) => (
        <table key={id} class="library-parts">
          <caption>{id} · {formatBytes(bytes)}</caption>
          <tbody>
            {parts.map((part) => (
              <tr key={part.path}>
                <th scope="row">{partNames[graphPart(part.part)] ?? part.part}</th>
                <td>{part.path}</td>
                <td>{part.weights}</td>
                <td class="number-text">{formatBytes(part.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
      {choices.length > 0 ? (
        <div class="library-choices" role="group" aria-label={words.choices}>
          <strong>{words.choices}</strong>
          {choices.map((folder) => <button key={folder} type="button" class="button" disabled={busy} onClick={() => void adding.lookInto(folder)}>{folder}</button>)}
        </div>
      ) : (
        problems.length > 0 && <Findings title={words.problems} findings={problems} bad />
      )}
      {warnings.length > 0 && <Findings title={words.warnings} findings={warnings} />}
      <div class="library-actions">
        {manifest && <button type="button" class="button primary" disabled={busy} onClick={() => void adding.add()}>{words.addIt}</button>}
        <button type="button" class="button quiet" disabled={busy} onClick={() => adding.clear()}>{words.forget}</button>
      </div>
    </div>
  )
}

/** textEncoder2 as text-encoder-2. */
const graphPart = (component: string) => component.replace(/[A-Z\d]/g, (sign) => `-${sign.toLowerCase()}`)

function Findings({ title, findings, bad = false }: { title: string; findings: Finding[]; bad?: boolean }) {
  const say = useSay()
  const said = findings.flatMap((finding) => say(finding) ?? [])
  if (said.length === 0) return null
  return (
    <div class={`library-findings${bad ? ' bad' : ''}`} role={bad ? 'alert' : undefined}>
      <strong>{title}</strong>
      <ul>
        {said.map(({ message, remedy }) => <li key={message}>{message} {remedy}</li>)}
      </ul>
    </div>
  )
}
