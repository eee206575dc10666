// A scene: what a picture shows and what its caption says, and how one is drawn by lot. The twin of tools/world.py.
// layout.ts places it, paint-layout.ts paints it, caption.ts describes it.
import { sha256 } from './sha256'
import type { SceneRandom } from './random'
import { clashes, colourNames, objectNames, places, relations, sceneNames, sizes, styles } from './vocabulary'
import type { BackgroundName, ColourName, ObjectName, Place, Relation, Size, Style } from './vocabulary'

export interface SceneObject {
  name: ObjectName
  colour: ColourName
  /** null: the caption does not say. */
  size: Size | null
  place: Place | null
}

export interface Scene {
  /** One; two with a relation; or two or three alike: a count. */
  objects: readonly SceneObject[]
  relation: Relation | null
  background: BackgroundName
  style: Style
  said: { colour: boolean; background: boolean }
}

/** One combination in ten was never trained, so that composition can be tested. By hash: stable for ever. */
export function heldOut(name: ObjectName, colour: ColourName, background: BackgroundName): boolean {
  return sha256(`${name}/${colour}/${background}`)[0]! < 26
}

/** A scene like those of the training; with `unseen`, one in which some object has a held-out combination. */
export function randomScene(random: SceneRandom, unseen = false): Scene {
  for (;;) {
    const scene = propose(random)
    if (scene.objects.some((o) => clashes(o.colour, scene.background))) continue
    if (unseen === scene.objects.some((o) => heldOut(o.name, o.colour, scene.background))) return scene
  }
}

// Every draw below comes in the order of world.py: the twin test counts on it.
function propose(random: SceneRandom): Scene {
  const kind = randomKind(random)
  const backgroundSaid = random.next() < 0.5
  const background = backgroundSaid || random.next() < 0.06 ? randomBackground(random) : 'white'
  const colourSaid = random.next() < 0.94
  const first = randomObject(random)
  const scene: Scene = { objects: [first], relation: null, background, style: 'flat', said: { colour: colourSaid, background: backgroundSaid } }
  if (kind === 'two') {
    const relation = random.pick(relations)
    return { ...scene, relation, objects: [first, randomObject(random)], said: { colour: true, background: backgroundSaid } }
  }
  if (kind === 'count') return { ...scene, objects: Array.from({ length: random.integer(2, 4) }, () => first) }
  if (random.next() < 0.3) first.size = random.pick(sizes)
  if (random.next() < 0.25) first.place = random.pick(places)
  return kind === 'style' ? { ...scene, style: styles[1 + random.integer(0, 2)]! } : scene
}

function randomKind(random: SceneRandom): 'one' | 'two' | 'count' | 'style' {
  const u = random.next()
  return u < 0.5 ? 'one' : u < 0.8 ? 'two' : u < 0.9 ? 'count' : 'style'
}

function randomBackground(random: SceneRandom): BackgroundName {
  return random.next() < 0.3 ? random.pick(sceneNames) : random.pick(colourNames)
}

function randomObject(random: SceneRandom): SceneObject {
  return { name: random.pick(objectNames), colour: random.pick(colourNames), size: null, place: null }
}
