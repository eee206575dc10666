// The headers that make a page cross-origin isolated, which is what gives wasm its threads. GitHub Pages and most
// static hosts cannot send them; a service worker can add them to what it answers.

/** The same response with isolation headers; what must not be touched (opaque, redirects) comes back as it is. */
export function isolate(response: Response): Response {
  if (response.type === 'opaque' || response.type === 'opaqueredirect' || response.status === 0) return response
  const headers = new Headers(response.headers)
  headers.set('Cross-Origin-Opener-Policy', 'same-origin')
  // Not `credentialless`: Safari has only require-corp.
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp')
  headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}
