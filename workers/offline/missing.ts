// A file that is not there, on a host that answers everything with its page (200, text/html): that is no script and no picture.

/** The same response, or 404 where a page came in the place of a file. */
export function unlessPage(url: string, response: Response): Response {
  return isPageFor(url, response) ? new Response('', { status: 404, statusText: 'Not Found' }) : response
}

export function isPageFor(url: string, response: Response): boolean {
  const name = new URL(url).pathname.split('/').at(-1) ?? ''
  return response.ok && /\.(?!html?$)[a-z0-9]+$/i.test(name) && /^text\/html\b/i.test(response.headers.get('Content-Type') ?? '')
}
