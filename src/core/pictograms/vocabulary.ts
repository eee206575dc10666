// What can be said in the Pictograms world; the twin of tools/world.py, held to it by twin.test.ts.

export type Rgb = readonly [red: number, green: number, blue: number]

export const objectNames = [
  'circle', 'square', 'triangle', 'star', 'heart', 'moon', 'sun', 'cloud', 'tree', 'flower', 'house', 'fish', 'cat', 'boat', 'car', 'mushroom',
  'apple', 'bird', 'balloon', 'cup', 'umbrella', 'rocket',
] as const
export type ObjectName = (typeof objectNames)[number]

export const colours = {
  red: [222, 44, 40], orange: [246, 138, 22], yellow: [250, 212, 38], green: [48, 164, 68], blue: [38, 96, 214], purple: [138, 60, 176],
  pink: [250, 140, 186], brown: [132, 82, 42], black: [24, 24, 28], gray: [140, 144, 150], white: [252, 252, 252],
} as const satisfies Record<string, Rgb>
export type ColourName = keyof typeof colours
export const colourNames = Object.keys(colours) as ColourName[]

export const sceneNames = ['night', 'sea', 'grass', 'sunset'] as const
export type SceneName = (typeof sceneNames)[number]
export type BackgroundName = ColourName | SceneName
export const backgroundNames: readonly BackgroundName[] = [...colourNames, ...sceneNames]

export const sizes = ['small', 'big'] as const
export type Size = (typeof sizes)[number]

export const places = ['left', 'right', 'top', 'bottom', 'centre'] as const
export type Place = (typeof places)[number]

/** "and" and "next to" are laid out left to right in the order of the words. */
export const relations = ['and', 'next to', 'above', 'below'] as const
export type Relation = (typeof relations)[number]

export const styles = ['flat', 'outline', 'pixel'] as const
export type Style = (typeof styles)[number]

const vanishing: Record<SceneName, ColourName> = { night: 'black', sea: 'blue', grass: 'green', sunset: 'orange' }

export function isSceneName(name: BackgroundName): name is SceneName {
  return name in vanishing
}

/** Whether an object of this colour would not be seen on this background. */
export function clashes(colour: ColourName, background: BackgroundName): boolean {
  return colour === background || (isSceneName(background) && vanishing[background] === colour)
}
