// Places a scene on the canvas: all randomness of a picture is resolved here, so that any painter draws the same.
// The twin of tools/layout.py. A layout is plain data, in picture pixels (0..128, y down) and 8-bit RGB.
import type { SceneRandom } from './random'
import type { Scene } from './scene'
import { colours, isSceneName } from './vocabulary'
import type { BackgroundName, ColourName, ObjectName, Rgb, SceneName, Style } from './vocabulary'

/** Side of a picture in pixels. */
export const pictureSide = 128

export interface Layout {
  background: { name: BackgroundName; colour: Rgb; horizon: number; stars: readonly (readonly [x: number, y: number, radius: number])[] }
  style: Style
  objects: readonly PlacedObject[]
}

export interface PlacedObject {
  name: ObjectName
  colour: Rgb
  cx: number
  cy: number
  /** Half the side of the shape's unit square. */
  radius: number
  /** Radians, clockwise on the screen. */
  angle: number
}

const middle = pictureSide / 2
const radii = { unsaid: [33, 42], small: [15, 19], big: [50, 56] } as const
const grounds: Record<SceneName, Rgb> = { night: [18, 22, 62], sea: [186, 226, 250], grass: [200, 232, 250], sunset: [112, 62, 132] }
const directions = { left: [-1, 0], right: [1, 0], top: [0, -1], bottom: [0, 1], centre: [0, 0] } as const

export function randomLayout(random: SceneRandom, scene: Scene): Layout {
  const background = placeBackground(random, scene.background)
  // Objects of a count share one shade: "three yellow stars" are alike.
  const shades = new Map(scene.objects.map(({ colour }): [ColourName, Rgb] => [colour, shade(random, colours[colour])]))
  const spots = placements(random, scene)
  const objects = scene.objects.map(({ name, colour }, i): PlacedObject => {
    const [cx, cy, radius] = spots[i]!
    return { name, colour: shades.get(colour)!, cx, cy, radius, angle: random.normal(0.06) }
  })
  return { background, style: scene.style, objects }
}

function placeBackground(random: SceneRandom, name: BackgroundName): Layout['background'] {
  const horizon = random.integer(68, 80)
  const star = () => [random.uniform(4, 124), random.uniform(4, 124), random.uniform(1.2, 2.4)] as const
  const stars = name === 'night' ? Array.from({ length: 9 }, star) : []
  // White stays white: it is the default ground, and the eye sees every tint of it.
  const colour: Rgb = isSceneName(name) ? grounds[name] : name === 'white' ? [255, 255, 255] : shade(random, colours[name])
  return { name, colour, horizon, stars }
}

/** The same colour name covers slightly different colours. */
function shade(random: SceneRandom, [red, green, blue]: Rgb): Rgb {
  const tints = [random.integer(-8, 9), random.integer(-8, 9), random.integer(-8, 9)] as const
  const light = random.integer(-8, 9)
  const moved = (value: number, tint: number) => Math.min(255, Math.max(0, value + tint + light))
  return [moved(red, tints[0]), moved(green, tints[1]), moved(blue, tints[2])]
}

type Spot = readonly [cx: number, cy: number, radius: number]

function placements(random: SceneRandom, scene: Scene): Spot[] {
  const [first] = scene.objects
  if (scene.objects.length === 1) return [placeOne(random, first!.size, first!.place)]
  const jittered = (x: number, y: number, low: number, high: number): Spot =>
    [x + random.uniform(-3, 3), y + random.uniform(-3, 3), random.uniform(low, high)]
  if (scene.objects.length === 3) return [jittered(64, 36, 22, 26), jittered(33, 92, 22, 26), jittered(95, 92, 22, 26)]
  if (scene.relation === 'above') return [jittered(64, 34, 25, 29), jittered(64, 95, 25, 29)]
  if (scene.relation === 'below') return [jittered(64, 95, 25, 29), jittered(64, 34, 25, 29)]
  return [jittered(33, 64, 25, 29), jittered(95, 64, 25, 29)]
}

function placeOne(random: SceneRandom, size: Scene['objects'][number]['size'], place: Scene['objects'][number]['place']): Spot {
  let [low, high]: readonly [number, number] = radii[size ?? 'unsaid']
  // What stands at a side must leave room for the side to be seen.
  if (place !== null && place !== 'centre') [low, high] = [Math.min(low, 28), Math.min(high, 34)]
  const radius = random.uniform(low, high)
  const reach = middle - radius - 3
  const [dx, dy] = directions[place ?? 'centre']
  const wander = place === 'centre' ? 3 : Math.min(6, reach)
  const along = (direction: number) => {
    const jitter = direction === 0 ? wander : 2
    return middle + direction * (reach - 2) + random.uniform(-jitter, jitter)
  }
  return [along(dx), along(dy), radius]
}
