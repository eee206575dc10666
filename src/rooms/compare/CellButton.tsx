// One cell: its picture with the time it took, the picture developing, its place in the queue, or what went wrong.
import type { Cell } from '../../state/compare'
import { useApp, useWords } from '../../ui/shared/context'
import { pictureUrl } from '../../ui/shared/picture-url'
import { useSay } from '../../ui/shared/say'
import { generateButtonId } from '../../ui/shared/shortcuts'
import { timesOf } from '../../ui/shared/times-of'
import { LivePicture } from './LivePicture'
import { useCompare } from './use-compare'
import { useNames } from './use-names'
import { compareWords } from './words'

export function CellButton(props: { cell: Cell; index: number; name: string; at: string; tabIndex: number; onFocus: () => void }) {
  const { cell, index, name, at, tabIndex, onFocus } = props
  const names = useNames()
  const { app, words } = names
  const say = useSay()
  const compare = useCompare()
  const open = () => {
    if (!cell.picture) return
    app.generate.restore(cell.picture)
    // The grid is gone and this button with it: to the picture, and the focus to what can be done next.
    scrollTo({ top: 0 })
    document.getElementById(generateButtonId)?.focus({ preventScroll: true })
  }
  const running = compare.current.value === index && compare.busy.value
  const times = cell.picture && timesOf(cell.picture, names.shared)
  const message = cell.error && say(cell.error)?.message
  const state = times ? times.join(', ') : cell.error ? [words.failed, message].filter(Boolean).join(': ') : running ? words.starting : words.waiting
  return (
    <button
      type="button"
      class={`cell${running ? ' running' : ''}${cell.error ? ' failed' : ''}`}
      data-at={at}
      tabIndex={tabIndex}
      aria-label={`${name}: ${state}`}
      aria-disabled={!cell.picture}
      title={cell.picture ? `${name} · ${words.open}` : (message ?? undefined)}
      onFocus={onFocus}
      onClick={open}
    >
      <span class="cell-picture">
        {cell.picture && <img src={pictureUrl(cell.picture)} alt="" />}
        {running && <LivePicture />}
        {message && <span class="cell-error">{message}</span>}
      </span>
      <span class="cell-caption">{running ? <Progress steps={cell.values.steps} /> : times ? <><b>{times[0]}</b> {times[1]}</> : cell.error ? words.failed : ' '}</span>
    </button>
  )
}

function Progress({ steps }: { steps: number }) {
  const app = useApp()
  const words = useWords(compareWords)
  const arrived = app.jobs.run.steps.value.length
  return <>{arrived === 0 ? words.starting : words.step(arrived, steps)}</>
}

