// When nothing is being made or fetched, stored files are held against their whole hashes, one at a time and each of them seldom: the
// store remembers when. What was found wrong is told on the row of its models. Loaded when the page has been open for a while.
import type { EngineClient } from '../client/engine-client'
import type { Downloads } from './downloads'
import type { Jobs } from './jobs'
import type { Models } from './models'

export interface FileCheckOptions {
  client: Pick<EngineClient, 'checkDue'>
  models: Pick<Models, 'loading' | 'refresh'>
  downloads: Pick<Downloads, 'work' | 'tell'>
  jobs: Pick<Jobs, 'busy'>
}

/** Between two files, and between two looks at whether there is anything to do. */
const pauseMs = 20_000

/** Returns how to stop. */
export function startFileChecks({ client, models, downloads, jobs }: FileCheckOptions): () => void {
  let timer: ReturnType<typeof setTimeout>
  const idle = () => !jobs.busy.peek() && models.loading.peek() === null && downloads.work.peek().size === 0
  const look = async () => {
    if (idle()) {
      const found = await client.checkDue().catch(() => null)
      // Nothing is due: enough for this visit. A check that other work ended comes again with the next one.
      if (!found && idle()) return
      if (found && !found.right) {
        for (const id of found.models) downloads.tell(id, { kind: 'wrong', paths: [found.path] })
        await models.refresh().catch(() => undefined)
      }
    }
    timer = setTimeout(() => void look(), pauseMs)
  }
  timer = setTimeout(() => void look(), pauseMs)
  return () => clearTimeout(timer)
}
