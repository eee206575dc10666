// The picture of the running cell: a copy, frame by frame, of the canvas on which the engine draws its steps.
// The canvas itself belongs to the stage, which stays in the page unseen.
import { useEffect, useRef } from 'preact/hooks'
import { useStudio } from '../../ui/shared/context'

export function LivePicture() {
  const { compare } = useStudio()
  const ref = useRef<HTMLCanvasElement>(null)
  const arrived = compare.run.steps.value.length
  const total = compare.run.request.value?.steps ?? 1
  const begun = arrived > 0
  useEffect(() => {
    if (!begun) return
    let frame = 0
    let seen = 0
    const draw = () => {
      frame = requestAnimationFrame(draw)
      // The step is announced a frame or two before its pixels come; until then the canvas shows the cell before.
      if (++seen < 4) return
      const source = document.querySelector<HTMLCanvasElement>('canvas.easel-canvas')
      const target = ref.current
      const context = target?.getContext('2d')
      if (!source || !target || !context || source.width < 2) return
      if (target.width !== source.width || target.height !== source.height) Object.assign(target, { width: source.width, height: source.height })
      context.drawImage(source, 0, 0)
    }
    draw()
    return () => cancelAnimationFrame(frame)
  }, [begun])
  return (
    <>
      <canvas ref={ref} width={1} height={1} hidden={!begun} aria-hidden="true" />
      <span class="bar cell-progress"><span style={{ '--done': arrived / total }} /></span>
    </>
  )
}
