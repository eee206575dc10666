// The large picture: grain while there is none, the worker's canvas while it develops and after, an <img> for older ones.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { ErrorNote } from '../../ui/shared/ErrorNote'
import { useCanvasPlace } from '../../ui/shared/canvases'
import { useApp, useWords } from '../../ui/shared/context'
import { pictureUrl } from '../../ui/shared/picture-url'
import { generateButtonId } from '../../ui/shared/shortcuts'
import { sharedWords } from '../../ui/shared/words'
import { drawGrain } from './grain'
import { InstantLayer } from './InstantLayer'
import { studioWords } from './words'

export function Easel() {
  const { jobs, viewer, models, engine, instant } = useApp()
  const { run } = jobs
  const { easel } = useWords(studioWords)
  const { noPrompt } = useWords(sharedWords)
  const canvas = useCanvasPlace<HTMLDivElement>('preview')
  const previewed = instant.preview.value !== null
  const busy = jobs.busy.value
  const shown = viewer.shown.value
  // A comparison's pictures develop in its own room.
  const ours = jobs.running.value?.order.origin !== 'compare'
  const developing = busy && ours && !shown
  const steps = run.steps.value.length
  const request = run.request.value
  // The canvas has something to say while steps of a picture of ours arrive, and of one that kept its steps.
  const canvasHasPicture = shown ? shown.id === viewer.onCanvas.value && (!busy || viewer.viewedStep.value !== -1) : viewer.onCanvas.value !== null && steps > 0
  const prompt = (shown?.request ?? request)?.prompt.positive || noPrompt
  const label = canvasHasPicture || shown ? (developing ? easel.making(prompt) : easel.picture(prompt)) : ''
  const untouched = !(busy && ours) && !shown && (steps === 0 || !ours)
  const failed = run.error.value ?? models.error.value ?? engine.startError.value
  const progress = models.progress.value
  const done = run.phase.value === 'preparing' ? (progress && progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0) : request ? steps / request.sampling.steps : 0
  return (
    <div class={`easel${developing ? ' developing' : ''}`}>
      <Grain />
      <div ref={canvas} class="easel-layer" hidden={!canvasHasPicture || previewed} role="img" aria-label={label} />
      {shown && !canvasHasPicture && !previewed && <img class="easel-layer" src={pictureUrl(shown)} alt={label} />}
      <InstantLayer />
      {untouched && !failed && !previewed && <Invitation />}
      {busy && ours && <div class="bar easel-progress"><span style={{ '--done': done }} /></div>}
      {viewer.elsewhere.value && <button type="button" class="button easel-follow" onClick={() => viewer.follow()}>{easel.follow}</button>}
      <Failure />
    </div>
  )
}

/** The first thing that stands in the way, on the place that everyone looks at; the model card only says that it failed. */
function Failure() {
  const { jobs: { run }, viewer, models, engine, form, downloads } = useApp()
  const shared = useWords(sharedWords)
  const retry = (again: () => void) => <button type="button" class="button" onClick={again}>{shared.retry}</button>
  let note = null
  if (viewer.error.value) note = <ErrorNote error={viewer.error.value} onDismiss={() => { viewer.error.value = null }} />
  else if (run.error.value && run.error.value !== models.error.value) note = <ErrorNote error={run.error.value} onDismiss={() => { run.error.value = null }} />
  else if (engine.startError.value) note = <ErrorNote error={engine.startError.value}>{retry(() => void engine.start())} <a class="button" href="#/rescue">{shared.rescue}</a></ErrorNote>
  else if (models.error.value) note = <ErrorNote error={models.error.value}>{retry(() => downloads.load(form.values.value.model))}</ErrorNote>
  return note && <div class="easel-error">{note}</div>
}

function Invitation() {
  const app = useApp()
  const { preferences } = app
  const { easel } = useWords(studioWords)
  const examples = app.form.manifest.value?.examples[preferences.language.value].slice(0, 4) ?? []
  const develop = (prompt: string) => {
    app.form.edit({ prompt })
    void app.generate.press()
    document.getElementById(generateButtonId)?.focus()
  }
  return (
    <div class="invitation">
      <p class="invitation-title">{easel.emptyTitle}</p>
      <p>{easel.emptyText}</p>
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
  const { preferences } = useApp()
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
