// The service worker: keeps the page and the ONNX runtime for offline use, and adds the headers that most static hosts cannot
// send (isolation, policy). It computes nothing and stores no model: those live in IndexedDB, verified part by part.
import { clientsClaim } from 'workbox-core'
import type { RouteHandlerCallback } from 'workbox-core'
import { addPlugins, addRoute, cleanupOutdatedCaches, createHandlerBoundToURL, matchPrecache, precache } from 'workbox-precaching'
import type { PrecacheEntry } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { CacheFirst, NetworkFirst } from 'workbox-strategies'
import { isPageFor, unlessPage } from './missing'
import { headersWith, policyIn } from './page-headers'
import { isGone, markerName, patienceFor } from './presence'
import { dropOldRuntime, isRuntimeFile, keepRuntime, runtimeCache } from './runtime'
import type { RuntimeNeed } from './runtime'
import { withHeaders } from './with-headers'

declare const self: ServiceWorkerGlobalScope

// The build puts the list of files in place of this name, as objects, never as bare strings.
// oxlint-disable-next-line no-underscore-dangle -- Workbox's name
const built = self.__WB_MANIFEST as PrecacheEntry[]
const runtimeUrls = built.filter(({ url }) => isRuntimeFile(url)).map(({ url }) => new URL(url, self.location.href).href)
// Raise the number when a list seen by an older build must not be taken for this one's: v1 held the shipped models only, and what a
// list does not name is swept out of storage.
const modelListCache = 'darkroom-model-list-v2'
const modelList = new URL('models.manifest.json', self.location.href).href
// The policy is stated once, in the page that this worker stores; while it is being stored, there is none to be known.
let policy: string | null = null
const guarded = { handlerWillRespond: ({ response }: { response: Response }) => guard(response) }

async function guard(response: Response): Promise<Response> {
  policy ??= policyIn((await (await matchPrecache('index.html'))?.text()) ?? '')
  return withHeaders(response, headersWith(policy))
}

// 1. The list of models: the newest that can be had, else the last one seen, else the one this build came with.
registerRoute(
  ({ url }) => url.href === modelList,
  new NetworkFirst({
    cacheName: modelListCache,
    plugins: [guarded, { handlerDidError: () => matchPrecache(modelList) }],
  }),
)

// 2. ONNX runtime: 16 MB and more, so stored on first use; its name changes with its content, so never asked again.
registerRoute(
  ({ url }) => runtimeUrls.includes(url.href),
  new CacheFirst({ cacheName: runtimeCache, matchOptions: { ignoreVary: true }, plugins: [guarded] }),
)

// 3. The shell. Any page address in our scope is the one page; addresses of files are left to the network.
// A page in a file's place is never stored as that file; a file of ours that is not in store and not on the host is missing.
const noPage = { cacheWillUpdate: async ({ request, response }: { request: Request; response: Response }) => (response.status === 200 && !isPageFor(request.url, response) ? response : null) }
addPlugins([guarded, noPage])
precache(built.filter(({ url }) => !isRuntimeFile(url)))
const page = createHandlerBoundToURL('index.html')
const visit: RouteHandlerCallback = async (options) => ((await isLeft()) ? Response.redirect(options.request.url) : page(options))
registerRoute(new NavigationRoute(visit, { denylist: [/\/[^/]+\.(?!html)[a-z0-9]+$/i] }))
addRoute()
registerRoute(({ url }) => url.href.startsWith(new URL('assets/', self.location.href).href), async ({ request }) => guard(unlessPage(request.url, await fetch(request))))

// 4. Does the address still serve Darkroom? If not, this visit is not ours to answer. What a visit did not wait for, its page asks when it
// has registered this worker (src/pwa/register.ts), and not before: to register it again would bring it back.
const patienceMs = patienceFor(self.location.hostname)

async function isLeft(): Promise<boolean> {
  if (patienceMs === 0) return false
  return Promise.race([leaveIfGone(), new Promise<false>((resolve) => { setTimeout(resolve, patienceMs, false) })])
}

async function leaveIfGone(): Promise<boolean> {
  if (!(await isGone(new URL(markerName, self.location.href).href, fetch))) return false
  await self.registration.unregister()
  for (const name of await caches.keys()) if (name.startsWith('darkroom-') || name.endsWith(self.registration.scope)) await caches.delete(name)
  return true
}

// 5. Life. The first visit is served at once; an update waits until the person agrees (src/pwa/register.ts).
clientsClaim()
cleanupOutdatedCaches()
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([dropOldRuntime(runtimeUrls), caches.delete('darkroom-model-list-v1')])))
self.addEventListener('message', (event) => {
  const message = event.data as { type: 'SKIP_WAITING' } | { type: 'LEAVE_IF_GONE' } | { type: 'KEEP_RUNTIME'; need: RuntimeNeed }
  if (message.type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting())
  else if (message.type === 'LEAVE_IF_GONE') event.waitUntil(leaveIfGone().then((gone) => event.ports[0]?.postMessage(gone)))
  else event.waitUntil(keepRuntime(runtimeUrls, message.need).then(() => event.ports[0]?.postMessage('kept')))
})
