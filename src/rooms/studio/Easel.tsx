// The large picture: grain while there is none, the worker's canvas while it develops and after, an <img> for older ones.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useRoom, useStudio, useText } from '../../ui/shared/context'
import { ErrorNote } from '../../ui/shared/ErrorNote'
import { drawGrain } from './grain'
import { InstantLayer } from './InstantLayer'
import { pictureUrl } from '../../ui/shared/picture-url'
import { generateButtonId } from '../../ui/shared/shortcuts'

export function Easel({ canvas }: { canvas: ComponentChildren }) {
  const { run, model, startError, instant } = useStudio()
  const text = useText()
  const previewed = instant.preview.value !== null
  const busy = run.busy.value
  const shown = run.shown.value
  const steps = run.steps.value.length
  const request = run.request.value
  // The canvas has something to say while steps arrive, and afterwards for as long as its worker lives.
  const canvasHasPicture = shown ? shown.id === run.onCanvas.value : steps > 0
  const prompt = (shown?.request ?? request)?.prompt || text.easel.noPrompt
  const label = canvasHasPicture || shown ? (busy ? text.easel.making(prompt) : text.easel.picture(prompt)) : ''
  const untouched = !busy && !shown && steps === 0
  const failed = run.error.value ?? model.error.value ?? startError.value
  const progress = model.progress.value
  const done = run.phase.value === 'preparing' ? (progress && progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0) : request ? steps / request.steps : 0
  return (
    <div class={`easel${busy ? ' developing' : ''}`}>
      <Grain />
      <div class="easel-layer" hidden={!canvasHasPicture || previewed} role="img" aria-label={label}>{canvas}</div>
      {shown && !canvasHasPicture && !previewed && <img class="easel-layer" src={pictureUrl(shown)} alt={label} />}
      <InstantLayer />
      {untouched && !failed && !previewed && <Invitation />}
      {busy && <div class="bar easel-progress"><span style={{ '--done': done }} /></div>}
      <Failure />
    </div>
  )
}

/** The first thing that stands in the way, on the place that everyone looks at; the model card only says that it failed. */
function Failure() {
  const studio = useStudio()
  const text = useText()
  const { run, model, startError, settings } = studio
  const retry = (again: () => void) => <button type="button" class="button" onClick={again}>{text.error.retry}</button>
  let note = null
  if (run.error.value && run.error.value !== model.error.value) note = <ErrorNote error={run.error.value} onDismiss={() => run.dismissError()} />
  else if (startError.value) note = <ErrorNote error={startError.value}>{retry(() => void studio.start())}</ErrorNote>
  else if (model.error.value) note = <ErrorNote error={model.error.value}>{retry(() => studio.loadModel(settings.value.model))}</ErrorNote>
  return note && <div class="easel-error">{note}</div>
}

function Invitation() {
  const { studio, preferences } = useRoom()
  const text = useText()
  const examples = studio.manifest.value?.examples[preferences.language.value].slice(0, 4) ?? []
  const develop = (prompt: string) => {
    studio.edit({ prompt })
    studio.develop()
    document.getElementById(generateButtonId)?.focus()
  }
  return (
    <div class="invitation">
      <p class="invitation-title">{text.easel.emptyTitle}</p>
      <p>{text.easel.emptyText}</p>
      <ul class="chips">
        {examples.map((example) => (
          <li key={example}>
            <button type="button" class="chip" onClick={() => develop(example)}>{example}</button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Grain() {
  const { preferences } = useRoom()
  const ref = useRef<HTMLCanvasElement>(null)
  const theme = preferences.theme.value
  useLayoutEffect(() => {
    const draw = () => { if (ref.current) drawGrain(ref.current) }
    draw()
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', draw)
    return () => dark.removeEventListener('change', draw)
  }, [theme])
  return <canvas ref={ref} class="easel-layer grain" width={256} height={256} aria-hidden="true" />
}
