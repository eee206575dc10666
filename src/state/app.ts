// The whole state of the page, as main.tsx puts it together: one small module for each thing, none of which knows them all.
import type { EngineClient } from '../client/engine-client'
import type { Compare } from './compare'
import type { Downloads } from './downloads'
import type { EngineState } from './engine'
import type { FillForm } from './fill-form'
import type { Form } from './form'
import type { Generate } from './generate'
import type { Instant } from './instant'
import type { Jobs } from './jobs'
import type { Lazy } from './lazily'
import type { Models } from './models'
import type { Place } from './place'
import type { Preferences } from './preferences'
import type { TextLengths } from './text-lengths'
import type { Updates } from './updates'
import type { Viewer } from './viewer'

export interface App {
  /** Hands canvases to the engine; a dying worker refuses them, and the next one gets fresh ones. */
  attachCanvases: EngineClient['attachCanvases']
  engine: EngineState
  models: Models
  downloads: Downloads
  form: Form
  fill: FillForm
  textLengths: TextLengths
  jobs: Jobs
  generate: Generate
  viewer: Viewer
  /** Previews while typing. */
  instant: Instant
  compare: Lazy<Compare>
  place: Place
  preferences: Preferences
  updates: Updates
  /** Asks the browser to keep what is stored; resolves to its answer. */
  keepStorage(): Promise<boolean>
}
