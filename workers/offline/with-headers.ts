// GitHub Pages and most static hosts cannot send the app's headers; a service worker can add them to what it answers.

/** The same response with the headers; what must not be touched (opaque, redirects) comes back as it is. */
export function withHeaders(response: Response, added: Record<string, string>): Response {
  if (response.type === 'opaque' || response.type === 'opaqueredirect' || response.status === 0) return response
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(added)) headers.set(name, value)
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}
