// The centre of the page: the picture, its strip of steps, and one line of what is going on.
// Owns the two canvases: the worker draws on them, and a fresh worker needs fresh ones.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useStudio, useText } from '../../ui/shared/context'
import { Easel } from './Easel'
import { ResultActions } from './ResultActions'
import { StatusLine } from './StatusLine'
import { StepStrip } from './StepStrip'
import './Stage.css'

export function Stage() {
  const studio = useStudio()
  const text = useText()
  const life = studio.engineLife.value
  const preview = useRef<HTMLCanvasElement>(null)
  const strip = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    if (!preview.current || !strip.current) return
    studio.attachCanvases(preview.current.transferControlToOffscreen(), strip.current.transferControlToOffscreen())
  }, [studio, life])
  const request = studio.run.request.value
  const instant = studio.instant.preview.value
  const { width, height } = instant?.request ?? (studio.run.busy.value || studio.run.shown.value ? (request ?? studio.settings.value) : studio.settings.value)
  return (
    <section class={`stage${instant ? ' previewing' : ''}`} aria-label={text.easel.label} style={{ '--w': width || 1, '--h': height || 1 }}>
      <Easel canvas={<canvas key={life} ref={preview} class="easel-canvas" width={1} height={1} />} />
      <StepStrip canvas={<canvas key={life} ref={strip} class="strip-canvas" width={1} height={1} />} />
      <div class="under">
        <StatusLine />
        <ResultActions />
      </div>
    </section>
  )
}
