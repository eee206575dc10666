// The centre of the studio: the picture, its strip of steps, and one line of what is going on.
import { useApp, useWords } from '../../ui/shared/context'
import { Easel } from './Easel'
import { ResultActions } from './ResultActions'
import { StatusLine } from './StatusLine'
import { StepStrip } from './StepStrip'
import { studioWords } from './words'
import './Stage.css'

export function Stage() {
  const { jobs, viewer, instant, form } = useApp()
  const words = useWords(studioWords)
  const preview = instant.preview.value
  // The picture looked at, the one developing, and else what the form would make.
  const request = preview?.request ?? viewer.shown.value?.request ?? (jobs.busy.value ? jobs.run.request.value : null)
  const { width, height } = request?.size ?? form.values.value
  return (
    <section class={`stage${preview ? ' previewing' : ''}`} aria-label={words.easel.label} style={{ '--w': width || 1, '--h': height || 1 }}>
      <Easel />
      <StepStrip />
      <div class="under">
        <StatusLine />
        <ResultActions />
      </div>
    </section>
  )
}
