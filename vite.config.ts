// Builds the page, the engine worker and the service worker. COOP/COEP headers give the wasm backend its threads.
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import oldest from './oldest-browsers.json' with { type: 'json' }
import { manifestPlugin } from './scripts/manifest-plugin.mjs'
import { noticesName, noticesPlugins } from './scripts/notices-plugin.ts'
import { policyPlugin } from './scripts/policy-plugin.ts'
import { headersWith } from './workers/offline/page-headers.ts'

// What an entry needs at once goes into a chunk beside it, and the entry only imports that: other chunks may want some of it too, and
// WebKit runs a worker's entry a second time when another module imports it (docs/pitfalls.md).
const thinEntry = (name: string, entry: RegExp) => ({ output: { codeSplitting: { groups: [{ name, test: (id: string) => !entry.test(id), tags: ['$initial' as const] }] } } })

const notices = noticesPlugins()

const target = Object.entries(oldest).map(([browser, version]) => (browser === 'safari_ios' ? 'ios' : browser) + version)

export default defineConfig({
  base: './',
  // What is not there is 404, not the page: rooms lie behind the #.
  appType: 'mpa',
  build: { target, modulePreload: { polyfill: false }, rolldownOptions: thinEntry('page', /\/src\/main\.tsx$|\/index\.html$/) },
  worker: { format: 'es', plugins: () => [notices.worker()], rolldownOptions: thinEntry('engine', /\/workers\/diffusion\.worker\.ts/) },
  // The extern-wasm condition gives ORT builds that load their .wasm and .mjs from the URLs we hand them.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  // The page states the rest itself; of the built one, policyPlugin sends all of it.
  server: { headers: headersWith(null) },
  preview: { headers: {} },
  plugins: [
    manifestPlugin(),
    policyPlugin(),
    notices.page,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'workers/offline',
      filename: 'offline.sw.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        buildPlugins: { vite: [notices.serviceWorker] },
        // ORT's wasm is listed so that the service worker knows its hashed name; it stores it on first use only.
        globPatterns: ['**/*.{js,mjs,css,html,svg,png,webmanifest,json,wasm}', noticesName],
        globIgnores: ['models/**'],
        maximumFileSizeToCacheInBytes: 40_000_000,
        // The build reports the sum of sizes as precached, which these are not.
        manifestTransforms: [(files) => ({ manifest: files.map((file) => (/ort-wasm/.test(file.url) ? { ...file, size: 0 } : file)) })],
      },
    }),
  ],
})
