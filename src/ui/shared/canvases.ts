// The two canvases that the engine draws on. They outlive the rooms that show them: handed over once for each life of the engine,
// and put into the page wherever a room wants them.
import { signal, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { App } from '../../state/app'

interface Canvases { preview: HTMLCanvasElement; strip: HTMLCanvasElement }

const canvases = signal<Canvases | null>(null)

/** Makes fresh ones whenever a fresh worker runs. */
export function useEngineCanvases({ engine, attachCanvases }: App): void {
  useSignalEffect(() => {
    void engine.life.value
    const made: Canvases = { preview: canvasOf('easel-canvas'), strip: canvasOf('strip-canvas') }
    void attachCanvases(made.preview.transferControlToOffscreen(), made.strip.transferControlToOffscreen())
    canvases.value = made
  })
}

/** A ref for the element that shall hold one of them. */
export function useCanvasPlace<T extends HTMLElement>(which: keyof Canvases) {
  const place = useRef<T>(null)
  const canvas = canvases.value?.[which]
  useLayoutEffect(() => {
    if (canvas) place.current?.replaceChildren(canvas)
  }, [canvas])
  return place
}

function canvasOf(name: string): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { className: name, width: 1, height: 1 })
}
