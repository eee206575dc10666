// The paints of one object: shades of its own colour for the roles main, dark and light, and the fixed ones. The twin of tools/draw.py.
import type { Role } from './shapes'
import type { Rgb } from './vocabulary'

const fixed = {
  ink: [40, 40, 46], white: [255, 255, 255], cream: [246, 230, 200], wood: [120, 76, 40], leaf: [60, 150, 60], gold: [250, 206, 60], flame: [250, 140, 30],
} as const satisfies Partial<Record<Role, Rgb>>

export type Palette = Record<Role, number>

export function packed([red, green, blue]: Rgb): number {
  return (red << 16) | (green << 8) | blue
}

/** Dark things get lighter details, or their details would not show. */
export function paletteOf(colour: Rgb): Palette {
  const luminance = (0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]) / 255
  const dark = luminance > 0.2 ? mix(colour, 0, 0.32) : mix(colour, 255, 0.32)
  const light: Rgb = luminance < 0.9 ? mix(colour, 255, 0.58) : [206, 216, 228]
  const { ink, white, cream, wood, leaf, gold, flame } = fixed
  return {
    main: packed(colour), dark: packed(dark), light: packed(light), ink: packed(ink), white: packed(white), cream: packed(cream), wood: packed(wood),
    leaf: packed(leaf), gold: packed(gold), flame: packed(flame),
  }
}

/** One paint for all roles: what is covered, whatever its colour. */
export function plainPalette(ink: number): Palette {
  return { main: ink, dark: ink, light: ink, ink, white: ink, cream: ink, wood: ink, leaf: ink, gold: ink, flame: ink }
}

function mix([red, green, blue]: Rgb, towards: number, share: number): Rgb {
  const mixed = (value: number) => Math.round(value + (towards - value) * share)
  return [mixed(red), mixed(green), mixed(blue)]
}
