// Does this origin still serve Darkroom? A service worker answers for its address for ever: on localhost that address is another
// project's tomorrow. It asks for a tiny file, and leaves when something else lies there. No answer means offline, not gone.

/** What the file says (public/darkroom.txt). */
const word = 'darkroom'
/** A server on this machine answers in a few ms, or refuses at once; one that hangs is not waited for. */
const loopbackPatienceMs = 2000

export const markerName = 'darkroom.txt'

/** True only when the server itself said so: what a login page, a proxy or a server in trouble answers proves nothing. */
export async function isGone(marker: string, ask: typeof fetch): Promise<boolean> {
  try {
    const response = await ask(marker, { cache: 'no-store', redirect: 'manual' })
    if (response.status === 404 || response.status === 410) return true
    return response.status === 200 && (await beginning(response)).trim() !== word
  } catch {
    return false
  }
}

/** As much as tells: what lies there instead may have no end. */
async function beginning({ body }: Response): Promise<string> {
  if (!body) return ''
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (text.length <= 1024) {
    const { done, value } = await reader.read()
    if (done) return text
    text += value
  }
  void reader.cancel().catch(() => {})
  return text
}

/**
 * How long a visit waits for the answer, so that the next project on a port is not met by Darkroom even once. Ports of this machine change
 * hands every day; over a network a page must not wait for its line, and asks when it stands.
 */
export function patienceFor(hostname: string): number {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) ? loopbackPatienceMs : 0
}
