// The English grammar of captions, nouns marked. Draws come in the order of tools/captions.py: the twin test counts on it.
import { marked, open } from './noun-marks'
import type { SceneRandom } from './random'
import type { Scene, SceneObject } from './scene'
import { isSceneName } from './vocabulary'
import type { BackgroundName, ColourName, ObjectName, Place, Relation, SceneName, Size } from './vocabulary'

const counts: Record<number, string> = { 2: 'two', 3: 'three' }
const sizeWords: Record<Size, string[]> = { small: ['small', 'little', 'tiny'], big: ['big', 'large'] }
const placeWords: Record<Place, string[]> = {
  left: ['on the left', 'on the left side'], right: ['on the right', 'on the right side'], top: ['at the top'], bottom: ['at the bottom'],
  centre: ['in the middle', 'in the center', 'in the centre'],
}
const sceneWords: Record<SceneName, string[]> = {
  night: ['at night', 'in the night sky', 'in a night sky'], sea: ['at sea', 'on the sea', 'by the sea'], grass: ['on the grass', 'on grass'],
  sunset: ['at sunset', 'in the sunset'],
}
const relationWords: Record<Relation, string[]> = {
  and: ['and'], 'next to': ['next to', 'beside', 'left of', 'to the left of'], above: ['above', 'over', 'on top of'], below: ['below', 'under'],
}
// What is not listed is called by its own name.
const nouns: Partial<Record<ObjectName, string[]>> = { boat: ['boat', 'sailboat'], cup: ['cup', 'mug'], moon: ['moon', 'crescent moon'] }
const colourWords: Partial<Record<BackgroundName, string[]>> = { gray: ['gray', 'grey'], purple: ['purple', 'violet'] }
const extras = ['cute', 'nice', 'beautiful', 'simple', 'lovely']

export function english(random: SceneRandom, scene: Scene): string {
  const [first, second] = scene.objects
  let text = scene.relation
    ? [nounPhrase(random, scene, first!), random.pick(relationWords[scene.relation]), nounPhrase(random, scene, second!)].join(' ')
    : nounPhrase(random, scene, first!, scene.objects.length)
  text = withStyle(random, scene, text)
  if (first!.place) text += ` ${random.pick(placeWords[first!.place])}`
  return scene.said.background ? `${text} ${backgroundPhrase(random, scene.background)}` : text
}

function nounPhrase(random: SceneRandom, { said }: Scene, o: SceneObject, count = 1): string {
  const words = random.next() < 0.03 ? [random.pick(extras)] : []
  if (o.size) words.push(random.pick(sizeWords[o.size]))
  if (said.colour) words.push(random.pick(colourNamed(o.colour)))
  const noun = random.pick(nouns[o.name] ?? [o.name])
  if (count > 1) return [counts[count], ...words, marked(noun === 'fish' ? noun : `${noun}s`)].join(' ')
  words.push(marked(noun))
  const start = random.next()
  const article = start < 0.05 ? ['the'] : start < 0.2 ? [] : [articleOf(words[0]!)]
  return [...article, ...words].join(' ')
}

function withStyle(random: SceneRandom, { style }: Scene, text: string): string {
  const frames = {
    outline: ['outline of {}', 'an outline of {}', '{}, outline', 'a line drawing of {}'],
    pixel: ['pixel art of {}', '{}, pixel art', 'a pixel art {}'],
    flat: ['a picture of {}', 'a drawing of {}', 'an icon of {}', 'a photo of {}'],
  }
  if (style === 'flat' && random.next() >= 0.08) return text
  const frame = random.pick(frames[style])
  return frame.replace('{}', frame.startsWith('a pixel') ? text.replace(/^(an?|the) /, '') : text)
}

function backgroundPhrase(random: SceneRandom, ground: BackgroundName): string {
  const colour = random.pick(colourNamed(ground))
  const named = `${articleOf(colour)} ${colour} background`
  return random.pick(isSceneName(ground) ? sceneWords[ground] : [`on ${named}`, `on ${named}`, `with ${named}`])
}

function colourNamed(name: ColourName | BackgroundName): string[] {
  return colourWords[name] ?? [name]
}

function articleOf(word: string): string {
  return /^[aeiou]/.test(word.replace(open, '')) ? 'an' : 'a'
}
