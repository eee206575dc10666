// A room whose code comes when it is first entered.
import type { ComponentType } from 'preact'
import type { App } from '../../state/app'
import { useWords } from '../shared/context'
import { lazyPart } from '../shared/lazy-part'
import { shellWords } from './words'

export const lazyRoom = (load: (app: App) => Promise<ComponentType>): ComponentType => lazyPart(load, () => useWords(shellWords).roomFailed)
