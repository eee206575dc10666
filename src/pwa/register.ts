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
  // Another tab agreed to the update: this page is old, but it is not for us to reload it.
  workbox.addEventListener('controlling', ({ isExternal, isUpdate }) => {
    if (isExternal && isUpdate) onUpdateReady(() => location.reload())
  })
  // Some private windows refuse service workers; everything but the offline visit works without.
  workbox.register().then(leaveIfGone).catch((error: unknown) => console.info('No offline use:', error))
}

/** The worker that showed this page may stand where something else is served by now: then it goes, and the visitor sees that. */
async function leaveIfGone(): Promise<void> {
  const { controller } = navigator.serviceWorker
  if (controller && (await messageSW(controller, { type: 'LEAVE_IF_GONE' })) === true) location.reload()
}

/**
 * Call when a model is ready: the first visit fetched the ONNX runtime before the service worker was there to keep it.
 * `capabilities` tell which of its builds. Resolves when it is stored; never, when it could not be.
 */
export async function keepRuntimeOffline({ backend, jspi }: { backend: string; jspi: boolean }): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const { active } = await navigator.serviceWorker.ready
  if (active) await messageSW(active, { type: 'KEEP_RUNTIME', need: { backend, jspi } })
}
