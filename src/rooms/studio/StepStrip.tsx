// The strip of all steps, drawn by the worker on one canvas; after the run it is a slider through time.
import { useEffect, useRef } from 'preact/hooks'
import { useCanvasPlace } from '../../ui/shared/canvases'
import { useApp, useWords } from '../../ui/shared/context'
import { Icon } from '../../ui/shared/Icon'
import { IconButton } from '../../ui/shared/IconButton'
import { studioWords } from './words'
import './StepStrip.css'

export function StepStrip() {
  const { jobs, viewer, form } = useApp()
  const { run } = jobs
  const { strip } = useWords(studioWords)
  const shown = viewer.shown.value
  const busy = jobs.busy.value && !shown
  const arrived = shown ? shown.steps : viewer.onCanvas.value === null ? [] : run.steps.value
  const scrubbable = viewer.scrubbable.value
  const total = (busy || arrived.length > 0 ? (shown?.request ?? run.request.value)?.sampling.steps : undefined) ?? form.values.value.steps
  // A sampler may evaluate more or fewer steps than asked (early end of a schedule): what arrived is the truth.
  const count = scrubbable ? arrived.length : total
  const viewed = viewer.viewedStep.value
  const current = busy ? arrived.length - 1 : viewed
  const canvas = useCanvasPlace<HTMLDivElement>('strip')
  const scroller = useRef<HTMLDivElement>(null)
  const dragging = useRef(false)

  useEffect(() => {
    const box = scroller.current
    if (!box || current < 0) return
    const frame = box.scrollWidth / count
    box.scrollTo({ left: (current + 0.5) * frame - box.clientWidth / 2 })
  }, [current, count])

  const view = (index: number) => viewer.viewStep(Math.max(0, Math.min(count - 1, index)))
  const viewAt = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect()
    view(Math.floor(((event.clientX - box.left) / box.width) * count))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = count - 1
    const from = viewed === -1 ? last : viewed
    const to = { ArrowLeft: viewed === -1 ? last : from - 1, ArrowDown: from - 1, ArrowRight: from + 1, ArrowUp: from + 1, PageDown: from - 5, PageUp: from + 5, Home: 0, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    view(to)
  }
  const sigma = (index: number) => (arrived[index]?.sigma ?? 0).toFixed(2)
  const gone = shown !== null && !scrubbable
  const hasFrames = arrived.length > 0 && (shown ? scrubbable && viewer.onCanvas.value === shown.id : true)

  return (
    <section class="strip-box" aria-label={strip.label}>
      {/* A long strip scrolls: by keys too, where no slider in it takes the focus. */}
      <div class="strip" ref={scroller} hidden={gone} {...(!scrubbable && { tabIndex: 0, role: 'group', 'aria-label': strip.label })}>
        <div class="strip-roll" style={{ '--n': count }}>
          <div ref={canvas} class="strip-frames" hidden={!hasFrames} style={{ '--arrived': arrived.length }}></div>
          <div class="strip-cells" aria-hidden="true" />
          {current >= 0 && <div class="strip-mark" style={{ '--i': current }} aria-hidden="true" />}
          {scrubbable && (
            <div
              class="strip-slider"
              role="slider"
              tabIndex={0}
              aria-label={strip.label}
              aria-valuemin={1}
              aria-valuemax={count}
              aria-valuenow={viewed === -1 ? count : viewed + 1}
              aria-valuetext={viewed === -1 ? strip.finished : strip.value(viewed + 1, count, sigma(viewed))}
              onKeyDown={onKeyDown}
              onPointerDown={(event) => {
                dragging.current = true
                // A finger scrolls a long strip and taps a frame; a mouse or pen drags.
                if (event.pointerType !== 'touch') event.currentTarget.setPointerCapture(event.pointerId)
                viewAt(event)
              }}
              onPointerMove={(event) => { if (dragging.current) viewAt(event) }}
              onPointerUp={() => { dragging.current = false }}
              onPointerCancel={() => { dragging.current = false }}
            />
          )}
        </div>
      </div>
      {gone && <p class="help">{jobs.busy.value ? strip.later : strip.gone}</p>}
      {scrubbable && (
        <div class="strip-caption">
          {viewed === -1 ? (
            <p>{strip.hint}</p>
          ) : (
            <>
              <p class="number-text">{strip.value(viewed + 1, count, sigma(viewed))}</p>
              <button type="button" class="text-button" onClick={() => viewer.viewStep(-1)}>{strip.finished}</button>
            </>
          )}
          <div class="strip-steps">
            <IconButton label={strip.previous} disabled={viewed === 0} onClick={() => view(viewed === -1 ? count - 1 : viewed - 1)}><Icon name="previous" /></IconButton>
            <IconButton label={strip.next} disabled={viewed === -1 || viewed === count - 1} onClick={() => view(viewed + 1)}><Icon name="next" /></IconButton>
          </div>
        </div>
      )}
    </section>
  )
}
