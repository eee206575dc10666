// Describes a scene in English or Chinese: the twin of tools/captions.py. Both grammars say the same things, in several wordings.
import { chinese } from './caption-zh'
import { english } from './caption-en'
import { close, open } from './noun-marks'
import type { SceneRandom } from './random'
import type { Scene } from './scene'

export interface Caption {
  text: string
  /** The characters of each noun, end not included, in the order of the scene's objects; a count has one noun. */
  nouns: { start: number; end: number }[]
}

export function randomCaption(random: SceneRandom, scene: Scene, language: 'en' | 'zh'): Caption {
  const marked = language === 'en' ? english(random, scene) : chinese(random, scene)
  const caption: Caption = { text: '', nouns: [] }
  for (const character of marked) {
    const at = caption.text.length
    if (character === open) caption.nouns.push({ start: at, end: at })
    else if (character === close) caption.nouns.at(-1)!.end = at
    else caption.text += character
  }
  return caption
}
