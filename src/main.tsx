// Composition root of the page: builds the client, the state and the view, and ties them together. Nothing else does.
import { effect } from '@preact/signals'
import { render } from 'preact'
import { createEngineClient, freshId } from './client/engine-client'
import { samplerMetas } from './core/samplers/catalogue'
import { scheduleChoices } from './core/schedule/catalogue'
import { trustOwnScripts } from './protocol/own-scripts'
import { keepRuntimeOffline, registerServiceWorker } from './pwa/register'
import { createEndToEndApi } from './state/end-to-end-api'
import type { EndToEndApi } from './state/end-to-end-api'
import { windowAddressBar } from './state/place'
import { createPreferences } from './state/preferences'
import { openQueueStore } from './state/queue-store'
import { createApp } from './state/start-app'
import { createUpdates } from './state/updates'
import { House } from './ui/shell/House'

declare global {
  interface Window { darkroom: EndToEndApi }
}

trustOwnScripts()
const clock = () => performance.now()
const root = document.getElementById('app')!
// ?backend=webgpu|wasm overrides the engine's choice; ?canvas=webgpu trusts WebGPU canvases on a software adapter;
// ?precision= wishes for a set of weights.
const query = new URLSearchParams(location.search)
const workerOptions = ['backend', 'canvas'].flatMap((name) => (query.has(name) ? [`${name}=${query.get(name)}`] : [])).join('&')
const store = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) => localStorage.setItem(key, value),
  removeItem: (key: string) => localStorage.removeItem(key),
}
const preferences = createPreferences(store, navigator.languages, { precision: query.get('precision') })

// The rescue page stands alone: it is for when what is remembered keeps the rest from starting.
const wantsRescue = () => location.hash.startsWith('#/rescue')
let rescued = wantsRescue()
addEventListener('hashchange', () => { if (wantsRescue() !== rescued) location.reload() })

async function openRescue(thrown: unknown): Promise<void> {
  const rescue = await import('./rooms/rescue/Room')
  rescue.openRescue(root, preferences.language.value, thrown)
}

function openHouse(): void {
  const client = createEngineClient({
    options: workerOptions,
    onRestart: () => app.engineRestarted(),
  })
  const updates = createUpdates()
  const app = createApp({
    client,
    clock,
    // 32 bits, as every seed generator of the field draws them: such a link also works in other programs.
    drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
    address: windowAddressBar(),
    preferences,
    updates,
    // Missing on insecure origins, whatever the types say; the answer is shown by the next storage report.
    persistStorage: async () => (await (navigator.storage as StorageManager | undefined)?.persist().catch(() => false)) ?? false,
    queueStore: openQueueStore(freshId()),
    samplers: samplerMetas,
    schedules: scheduleChoices,
  })

  render(<House app={app} />, root)
  void app.engine.start()
  window.darkroom = createEndToEndApi(app, client, clock)

  if (import.meta.env.PROD) {
    registerServiceWorker({
      onOfflineReady: () => { updates.worksOffline.value = true },
      onUpdateReady: (apply) => { updates.apply.value = apply },
    })
    effect(() => {
      const capabilities = app.engine.capabilities.value
      if (capabilities && app.models.loaded.value) void keepRuntimeOffline(capabilities).catch(() => undefined)
    })
  }
}

// public/old-browser.js has said why there is no page.
if (document.documentElement.dataset['tooOld'] === undefined) {
  if (rescued) void openRescue(null)
  else openHouseOrRescue()
}

function openHouseOrRescue(): void {
  try {
    openHouse()
  } catch (thrown) {
    console.error(thrown)
    rescued = true
    void openRescue(thrown)
  }
}
