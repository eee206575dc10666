// The page of the bench: starts the bench worker and hands its answers to the script that drives the browser.
import { transfer, wrap } from 'comlink'
import type { BenchApi } from './bench.worker'

declare global {
  interface Window { bench: { open(backend: 'webgpu' | 'wasm'): Promise<BenchApi>; close(): void } }
}

let worker: Worker | null = null

window.bench = {
  async open(backend) {
    worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module', name: backend })
    const api = wrap<BenchApi>(worker)
    const canvases = ['preview', 'strip'].map((id) => {
      // A canvas can be handed over once: every worker gets fresh ones.
      const old = document.getElementById(id)!
      const fresh = old.cloneNode() as HTMLCanvasElement
      old.replaceWith(fresh)
      return fresh.transferControlToOffscreen()
    })
    await api.attach(transfer(canvases[0]!, [canvases[0]!]), transfer(canvases[1]!, [canvases[1]!]))
    return api as unknown as BenchApi
  },
  close() {
    worker?.terminate()
    worker = null
  },
}
