// The page that simple servers make of a folder (python -m http.server, nginx's and Apache's autoindex): its links are the names.
import { decoded, plainPath } from '../../src/core/hub'
import { ask, isPage, listingOf } from './web'
import type { Web } from './web'

/** Pages read, and folders one in the other, at most. */
const mostPages = 60
const deepest = 4
/** Each is asked for its size. */
const mostNames = 2000

/** Paths below `baseUrl`; empty when the server shows no such pages. */
export async function readIndexPages(web: Web, baseUrl: string, folder = ''): Promise<string[]> {
  const found: string[] = []
  const queue = [folder]
  for (let pages = 0; queue.length > 0 && pages < mostPages && found.length < mostNames; pages++) {
    const here = queue.shift()!
    const url = new URL(baseUrl + encodeURI(here))
    const answer = await ask(web, url.href)
    if (!answer.ok || !isPage(answer)) {
      await answer.body?.cancel()
      continue
    }
    for (const name of namesIn(await listingOf(web, answer), url)) {
      if (!name.endsWith('/')) found.push(here + name)
      else if (here.split('/').length <= deepest) queue.push(here + name)
    }
  }
  return found.slice(0, mostNames)
}

/** Links to what lies right below the page itself: not up, not elsewhere, not the same page sorted in another way. */
function namesIn(html: string, page: URL): string[] {
  const links = [...html.matchAll(/<a\s[^>]{0,500}?href\s*=\s*["']([^"']{0,2000})["']/gi)].map(([, link]) => link!.replaceAll('&amp;', '&'))
  const names = links.flatMap((link) => {
    if (!URL.canParse(link, page.href)) return []
    const { origin, pathname, search } = new URL(link, page.href)
    const below = pathname.slice(page.pathname.length)
    const direct = origin === page.origin && search === '' && pathname.startsWith(page.pathname) && /^[^/]+\/?$/.test(below)
    // %2F%2Fother.host is one name here and an address where it is joined.
    const name = decoded(below)
    return direct && plainPath.test(name.replace(/\/$/, '')) && !name.slice(0, -1).includes('/') ? [name] : []
  })
  return [...new Set(names)]
}
