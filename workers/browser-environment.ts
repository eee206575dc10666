// The engine's environment in a browser's worker: IndexedDB, the lists beside the page, the ONNX runtime as files of this site, canvases.
import type { Backend } from '../src/protocol/machine'
import { readCapabilities, trusted } from './capabilities'
import type { Environment } from './environment'
import { openBrowserLibrary } from './library/browser-library'
import { knownMachine } from './model/tried-machine'
import { loadRuntime } from './ort/runtime'
import { context2d } from './painters/canvas-context'
import { openModelStore } from './store/model-store'

export interface BrowserChoices {
  /** Overrides the choice of backend (the page's `?backend=`). */
  backend: Backend | null
  /** The page's `?canvas=webgpu`. */
  trustCanvas: boolean
}

export function browserEnvironment({ backend, trustCanvas }: BrowserChoices): Environment {
  const machine = knownMachine(() => readCapabilities(backend), async (...how) => (await import('./ort/runtime-trial')).holdRuntimeTrial(...how), trusted)
  return {
    ...machine,
    adapterFacts: async () => (await import('./gpu/adapter-facts')).adapterFacts((await machine.capabilities()).subgroups),
    library: openBrowserLibrary(),
    store: openModelStore(),
    loadRuntime,
    async encodePng(rgba, width, height) {
      const canvas = new OffscreenCanvas(width, height)
      context2d(canvas).putImageData(new ImageData(rgba, width, height), 0, 0)
      return canvas.convertToBlob({ type: 'image/png' })
    },
    async imageSize(image) {
      const bitmap = await createImageBitmap(image)
      const { width, height } = bitmap
      bitmap.close()
      return { width, height }
    },
    trustCanvas,
  }
}
