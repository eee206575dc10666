// The picture of the running cell: the small copies that the engine sends along with its steps.
// The canvas that the engine draws on is never read: it is the studio's, and reading it stops Firefox (docs/pitfalls.md).
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useApp } from '../../ui/shared/context'

export function LivePicture() {
  const { run } = useApp().jobs
  const ref = useRef<HTMLCanvasElement>(null)
  const picture = run.live.value
  const arrived = run.steps.value.length
  const total = run.request.value?.sampling.steps ?? 1
  useLayoutEffect(() => {
    const canvas = ref.current
    // Asked for anew: the one that was rendered may be closed by now.
    const newest = run.live.peek()
    if (!canvas || !newest) return
    Object.assign(canvas, { width: newest.width, height: newest.height })
    canvas.getContext('2d')?.drawImage(newest, 0, 0)
  }, [run, picture])
  return (
    <>
      <canvas ref={ref} width={1} height={1} hidden={!picture} aria-hidden="true" />
      <span class="bar cell-progress"><span style={{ '--done': arrived / total }} /></span>
    </>
  )
}
