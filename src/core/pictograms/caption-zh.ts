// The Chinese grammar of captions, nouns marked. Draws come in the order of tools/captions.py: the twin test counts on it.
import { marked } from './noun-marks'
import type { SceneRandom } from './random'
import type { Scene, SceneObject } from './scene'
import { isSceneName } from './vocabulary'
import type { BackgroundName, ColourName, ObjectName, Place, SceneName, Size } from './vocabulary'

/** Measure word, then the nouns. */
const nouns: Record<ObjectName, [measure: string, ...names: string[]]> = {
  circle: ['个', '圆形', '圆', '圆圈'], square: ['个', '正方形', '方块'], triangle: ['个', '三角形'], star: ['颗', '星星', '五角星'], heart: ['颗', '心', '爱心'],
  moon: ['个', '月亮'], sun: ['个', '太阳'], cloud: ['朵', '云', '云朵'], tree: ['棵', '树'], flower: ['朵', '花'], house: ['座', '房子'], fish: ['条', '鱼'],
  cat: ['只', '猫'], boat: ['艘', '船', '帆船'], car: ['辆', '汽车', '车'], mushroom: ['个', '蘑菇'], apple: ['个', '苹果'], bird: ['只', '鸟'],
  balloon: ['个', '气球'], cup: ['个', '杯子'], umbrella: ['把', '伞', '雨伞'], rocket: ['枚', '火箭'],
}
const colourWords: Record<ColourName, string> = {
  red: '红', orange: '橙', yellow: '黄', green: '绿', blue: '蓝', purple: '紫', pink: '粉', brown: '棕', black: '黑', gray: '灰', white: '白',
}
const counts: Record<number, string> = { 2: '两', 3: '三' }
const sizeWords: Record<Size, string> = { small: '小', big: '大' }
const placeWords: Record<Place, string> = { left: '左边', right: '右边', top: '上方', bottom: '下方', centre: '中间' }
const sceneWords: Record<SceneName, string[]> = { night: ['夜空中', '夜晚'], sea: ['海上', '大海上'], grass: ['草地上'], sunset: ['日落时', '夕阳下'] }

export function chinese(random: SceneRandom, scene: Scene): string {
  let text = withStyle(random, scene, subject(random, scene))
  const { place } = scene.objects[0]!
  if (place) text = random.pick([`${text}在${placeWords[place]}`, `${placeWords[place]}有${text}`, `${placeWords[place]}的${text}`])
  return scene.said.background ? withBackground(random, scene, text) : text
}

function subject(random: SceneRandom, scene: Scene): string {
  const { objects, relation } = scene
  const first = nounPhrase(random, scene, objects[0]!, relation ? 1 : objects.length)
  if (!relation) return first
  const second = nounPhrase(random, scene, objects[1]!)
  if (relation === 'and') return `${first}${random.pick(['和', '与'])}${second}`
  // What is said to be beside is drawn on the left: the words say either.
  const where = { 'next to': ['旁边', '左边'], above: ['上面', '的上面'], below: ['下面', '的下面'] }[relation]
  return `${first}在${second}${random.pick(where)}`
}

function nounPhrase(random: SceneRandom, { said }: Scene, o: SceneObject, count = 1): string {
  const [measure, ...names] = nouns[o.name]
  const noun = marked(random.pick(names))
  const colour = said.colour ? colourWords[o.colour] + random.pick(['色的', '色的', '色', '色的']) : ''
  const size = o.size ? sizeWords[o.size] : ''
  const described = size ? random.pick([colour + size + noun, size + colour + noun]) : colour + noun
  if (count > 1) return counts[count]! + measure + described
  return (random.next() < 0.15 ? '' : `一${measure}`) + described
}

function withStyle(random: SceneRandom, { style }: Scene, text: string): string {
  if (style === 'flat') return text
  return random.pick(style === 'outline' ? [`${text}的轮廓`, `${text},线条画`] : [`${text},像素画`, `像素风格的${text}`])
}

function withBackground(random: SceneRandom, { objects, relation, background }: Scene, text: string): string {
  const where = backgroundPhrase(random, background)
  const startsWithPlace = Object.values(placeWords).some((place) => text.startsWith(place))
  const before = startsWithPlace ? `${where},${text}` : `${where}的${text}`
  return random.pick([objects[0]!.place || relation ? `${text},${where}` : `${text}在${where}`, before, `${text},${where}`])
}

function backgroundPhrase(random: SceneRandom, ground: BackgroundName): string {
  return isSceneName(ground) ? random.pick(sceneWords[ground]) : `${colourWords[ground]}色背景${random.pick(['上', ''])}`
}
