// Registers the service worker and reports what a person may want to know. It never reloads by itself:
// an update waits until `apply` is called, because a reload would throw a running generation away.
import { messageSW, Workbox } from 'workbox-window'

export interface OfflineHandlers {
  /** The page is stored and opens without a network; for pictures see keepRuntimeOffline. */
  onOfflineReady: () => void
  /** A new version waits; `apply` switches to it and reloads. */
  onUpdateReady: (apply: () => void) => void
}

/** Call once, in production builds; without service workers (or in an insecure context) it does nothing. */
export function registerServiceWorker({ onOfflineReady, onUpdateReady }: OfflineHandlers): void {
  if (!('serviceWorker' in navigator)) return
  const workbox = new Workbox('./offline.sw.js', { scope: './' })
  workbox.addEventListener('activated', ({ isUpdate }) => {
    if (!isUpdate) onOfflineReady()
  })
  workbox.addEventListener('waiting', () => {
    onUpdateReady(() => {
      workbox.addEventListener('controlling', () => location.reload())
      workbox.messageSkipWaiting()
    })
  })
  void workbox.register()
}

/**
 * Call when a model is ready: the first visit fetched the ONNX runtime before the service worker was there to keep it.
 * Resolves when everything a picture needs is stored; never, when it could not be.
 */
export async function keepRuntimeOffline(): Promise<void> {
  const { active } = await navigator.serviceWorker.ready
  if (active) await messageSW(active, { type: 'KEEP_RUNTIME' })
}
