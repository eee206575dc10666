// What the self-test found out about this machine, in sentences and as a report to copy.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SelfTest } from '../../../state/engine'
import { useApp, useWords } from '../../../ui/shared/context'
import { copyText } from '../../../ui/shared/copy-text'
import { reportText } from './report-text'
import { machineWords } from './words'

export function MachineReport() {
  const { engine } = useApp()
  const words = useWords(machineWords)
  const found = useSignal<SelfTest | null>(null)
  const copied = useSignal<boolean | null>(null)
  // Once more when a worker took the place of one that died.
  useEffect(() => void engine.selfTest().then((report) => { found.value = report }, () => undefined), [engine.life.value])
  if (!found.value) return null
  const text = reportText(found.value)
  const copy = async () => {
    copied.value = await copyText(text)
  }
  return (
    <div class="machine-report">
      <p>{words.intro}</p>
      {found.value.capabilities.trials.map(({ trial, ended }) => <p key={trial}>{words.ended[ended](words.trial[trial])}</p>)}
      <pre tabIndex={0}>{text}</pre>
      <p>
        <button type="button" class="button" onClick={() => void copy()}>{words.copy}</button>{' '}
        <span role="status">{copied.value === null ? '' : copied.value ? words.copied : words.notCopied}</span>
      </p>
    </div>
  )
}
