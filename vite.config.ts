// Builds the page, the engine worker and the service worker. COOP/COEP headers give the wasm backend its threads.
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

export default defineConfig({
  base: './',
  build: { target: 'esnext', modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  // The extern-wasm condition gives ORT builds that load their .wasm and .mjs from the URLs we hand them.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: isolation },
  preview: { headers: isolation },
  plugins: [
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'workers/offline',
      filename: 'offline.sw.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        // ORT's wasm is listed so that the service worker knows its hashed name; it stores it on first use only.
        globPatterns: ['**/*.{js,mjs,css,html,svg,png,webmanifest,json,wasm}'],
        globIgnores: ['models/**', 'models.manifest.schema.json'],
        maximumFileSizeToCacheInBytes: 40_000_000,
        // The build reports the sum of sizes as precached, which these are not.
        manifestTransforms: [(files) => ({ manifest: files.map((file) => (/ort-wasm/.test(file.url) ? { ...file, size: 0 } : file)) })],
      },
    }),
  ],
})
