// One line on how the comparison goes, and what can be done with it.
import { useState } from 'preact/hooks'
import type { Board } from '../../state/compare'
import { queueWords } from '../../ui/queue/words'
import { useWords } from '../../ui/shared/context'
import { formatMs, formatSeconds } from '../../ui/shared/format'
import { Icon } from '../../ui/shared/Icon'
import { useCopy } from '../../ui/shared/use-copy'
import { saveSheet } from './save-sheet'
import { useCompare } from './use-compare'
import { useNames } from './use-names'

export function CompareStatus({ board }: { board: Board }) {
  const { app, words, shared } = useNames()
  const { pictureOf } = useWords(queueWords)
  const compare = useCompare()
  const cells = compare.cells.value
  const made = cells.filter(({ picture }) => picture).length
  const failed = cells.filter(({ error }) => error).length
  const busy = compare.busy.value
  const left = compare.remainingMs.value
  const elapsed = formatMs(compare.elapsedMs.value, shared)
  const parts = busy
    ? [app.jobs.cancelling.value ? shared.stopping : pictureOf(Math.min(compare.finished.value + 1, cells.length), cells.length), left === null ? '' : shared.left(formatSeconds(left / 1000, shared))]
    : [made + failed === cells.length ? words.done(made, elapsed) : words.stopped(made, cells.length), failed > 0 ? words.failures(failed) : '']
  const seed = [board.x, board.y, board.z].some((axis) => axis?.kind === 'seed') ? '' : shared.seed(board.base.seed)
  const [head, ...rest] = [...parts, seed].filter(Boolean)
  return (
    <div class="comparison-status">
      <p class="status">
        <strong>{head}</strong>
        {rest.map((part) => <span key={part}>{part}</span>)}
      </p>
      {busy && <div class="bar" role="progressbar" aria-label={head} aria-valuemin={0} aria-valuemax={cells.length} aria-valuenow={compare.finished.value}><span style={{ '--done': progress() }} /></div>}
      {!busy && <Actions made={made} failed={failed} board={board} />}
    </div>
  )

  /** Whole cells and the steps of the one under way. */
  function progress(): number {
    const at = compare.current.value
    const now = at === null ? 0 : app.jobs.run.steps.value.length / (cells[at]?.values.steps ?? 1)
    return Math.min(1, (compare.finished.value + now) / Math.max(1, cells.length))
  }
}

function Actions({ made, failed, board }: { made: number; failed: number; board: Board }) {
  const names = useNames()
  const { words, shared } = names
  const compare = useCompare()
  const [saving, setSaving] = useState<'no' | 'yes' | 'failed'>('no')
  const [copied, copy] = useCopy<'link'>()
  const open = compare.cells.value.length - made
  const save = async () => {
    setSaving('yes')
    try {
      await saveSheet(board, compare.cells.value, names)
      setSaving('no')
    } catch {
      setSaving('failed')
    }
  }
  return (
    <div class="actions" aria-live="polite">
      {open > 0 && (
        <button type="button" class="button" disabled={compare.busy.value} onClick={() => void compare.resume()}>
          <Icon name="reuse" />
          {open === failed ? words.again : words.resume(open)}
        </button>
      )}
      <button type="button" class="button" disabled={made === 0 || saving === 'yes'} onClick={() => void save()}>
        <Icon name="download" />
        {saving === 'yes' ? words.saving : words.save}
      </button>
      <button type="button" class="button" onClick={() => void copy('link', location.href)}>
        <Icon name={copied?.ok ? 'check' : 'link'} />
        {copied === null ? shared.copyLink : copied.ok ? shared.copied : shared.notCopied}
      </button>
      {saving === 'failed' && <p class="axis-problem" role="alert">{words.saveFailed}</p>}
    </div>
  )
}
