// The 22 things Pictograms can draw, as flat vector geometry: the twin of tools/shapes.py, held to it point by point by a golden.
// A shape is a list of primitives in its own unit square: x to the right, y down, both in [-1, 1]. Later ones cover earlier ones.
// Details are large on purpose: a latent pixel covers 8 picture pixels, so anything thinner would be lost.
import type { ObjectName } from './vocabulary'

export type Point = readonly [x: number, y: number]
/** The paint of a primitive: `main`, `dark` and `light` come from the object's colour (palette.ts), the others are fixed. */
export type Role = 'main' | 'dark' | 'light' | 'ink' | 'white' | 'cream' | 'wood' | 'leaf' | 'gold' | 'flame'
export type Primitive =
  | { kind: 'poly'; role: Role; points: Point[] }
  | { kind: 'ellipse'; role: Role; centre: Point; rx: number; ry: number }
  /** A round polyline. */
  | { kind: 'stroke'; role: Role; points: Point[]; width: number }

const { cos, sin, PI } = Math
const poly = (role: Role, ...points: Point[]): Primitive => ({ kind: 'poly', role, points })
const ellipse = (role: Role, cx: number, cy: number, rx: number, ry: number): Primitive => ({ kind: 'ellipse', role, centre: [cx, cy], rx, ry })
const stroke = (role: Role, width: number, ...points: Point[]): Primitive => ({ kind: 'stroke', role, points, width })
const times = <T>(n: number, make: (k: number) => T): T[] => Array.from({ length: n }, (_, k) => make(k))

/** Points of an elliptic arc; angles in turns, 0 = right, 0.25 = down. */
function arc(cx: number, cy: number, rx: number, ry: number, start: number, end: number, n = 24): Point[] {
  return times(n + 1, (i) => {
    const angle = 2 * PI * (start + ((end - start) * i) / n)
    return [cx + rx * cos(angle), cy + ry * sin(angle)]
  })
}

function starPoints(n: number, outer: number, inner: number, cx: number, cy: number): Point[] {
  return times(2 * n, (k) => {
    const radius = k % 2 ? inner : outer
    return [cx + radius * sin((PI * k) / n), cy - radius * cos((PI * k) / n)]
  })
}

function heartPoints(): Point[] {
  return times(40, (i) => {
    const t = (2 * PI * i) / 40
    return [sin(t) ** 3, -(13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)) / 16]
  })
}

function sunRay(k: number): Primitive {
  const a = (2 * PI * k) / 8
  return poly('main', [0.66 * cos(a - 0.2), 0.66 * sin(a - 0.2)], [cos(a), sin(a)], [0.66 * cos(a + 0.2), 0.66 * sin(a + 0.2)])
}

function petal(k: number): Primitive {
  const a = (2 * PI * (k + 0.25)) / 6
  return ellipse('main', 0.42 * cos(a), -0.3 + 0.42 * sin(a), 0.28, 0.28)
}

export const shapes: Record<ObjectName, readonly Primitive[]> = {
  circle: [ellipse('main', 0, 0, 0.92, 0.92)],
  square: [poly('main', [-0.82, -0.82], [0.82, -0.82], [0.82, 0.82], [-0.82, 0.82])],
  triangle: [poly('main', [0, -0.95], [0.98, 0.78], [-0.98, 0.78])],
  star: [poly('main', ...starPoints(5, 1, 0.42, 0, 0.06))],
  heart: [poly('main', ...heartPoints())],
  moon: [poly('main', ...arc(-0.05, 0, 0.95, 0.95, 0.14, 0.86, 36), ...arc(0.32, 0, 0.72, 0.74, 0.8, 0.2, 30))],
  sun: [...times(8, sunRay), ellipse('main', 0, 0, 0.55, 0.55)],
  cloud: [
    ellipse('main', -0.55, 0.18, 0.44, 0.38), ellipse('main', 0.55, 0.18, 0.44, 0.38), ellipse('main', -0.15, -0.18, 0.46, 0.46),
    ellipse('main', 0.28, -0.08, 0.4, 0.4), poly('main', [-0.55, 0.1], [0.55, 0.1], [0.55, 0.56], [-0.55, 0.56]),
  ],
  tree: [
    poly('wood', [-0.15, 0.2], [0.15, 0.2], [0.2, 1], [-0.2, 1]), ellipse('main', -0.36, -0.08, 0.46, 0.44), ellipse('main', 0.36, -0.08, 0.46, 0.44),
    ellipse('main', 0, -0.46, 0.54, 0.52),
  ],
  flower: [
    stroke('leaf', 0.15, [0, -0.2], [0, 0.95]), ellipse('leaf', 0.27, 0.66, 0.27, 0.14), ...times(6, petal), ellipse('gold', 0, -0.3, 0.25, 0.25),
  ],
  house: [
    poly('main', [-0.7, -0.1], [0.7, -0.1], [0.7, 0.9], [-0.7, 0.9]), poly('dark', [-0.95, -0.08], [0, -0.95], [0.95, -0.08]),
    poly('cream', [-0.48, 0.3], [-0.08, 0.3], [-0.08, 0.9], [-0.48, 0.9]), poly('light', [0.14, 0.14], [0.5, 0.14], [0.5, 0.5], [0.14, 0.5]),
  ],
  fish: [
    poly('dark', [0.4, 0], [0.98, -0.5], [0.84, 0], [0.98, 0.5]), poly('dark', [-0.25, -0.35], [0.05, -0.75], [0.3, -0.3]),
    ellipse('main', -0.18, 0, 0.78, 0.5), ellipse('white', -0.56, -0.1, 0.17, 0.17), ellipse('ink', -0.59, -0.1, 0.09, 0.09),
    poly('dark', [-0.1, 0.05], [0.28, -0.1], [0.28, 0.24]),
  ],
  cat: [
    stroke('main', 0.2, [0.4, 0.75], [0.78, 0.6], [0.84, 0.15]), ellipse('main', 0, 0.5, 0.52, 0.5),
    poly('main', [-0.58, -0.3], [-0.54, -0.98], [-0.08, -0.62]), poly('main', [0.58, -0.3], [0.54, -0.98], [0.08, -0.62]),
    ellipse('main', 0, -0.3, 0.6, 0.48), ellipse('white', -0.24, -0.36, 0.15, 0.15), ellipse('white', 0.24, -0.36, 0.15, 0.15),
    ellipse('ink', -0.24, -0.36, 0.085, 0.1), ellipse('ink', 0.24, -0.36, 0.085, 0.1), ellipse('light', 0, -0.08, 0.14, 0.1),
  ],
  boat: [
    stroke('ink', 0.1, [-0.04, -0.9], [-0.04, 0.4]), poly('light', [0.08, -0.85], [0.72, 0.25], [0.08, 0.25]),
    poly('light', [-0.16, -0.6], [-0.16, 0.25], [-0.6, 0.25]), poly('main', [-0.98, 0.36], [0.98, 0.36], [0.62, 0.88], [-0.62, 0.88]),
  ],
  car: [
    poly('main', [-0.5, -0.08], [-0.32, -0.55], [0.38, -0.55], [0.64, -0.08]), poly('light', [-0.32, -0.1], [-0.2, -0.4], [0.28, -0.4], [0.42, -0.1]),
    poly('main', [-0.98, -0.1], [0.9, -0.1], [0.98, 0.1], [0.98, 0.42], [-0.98, 0.42]), ellipse('ink', -0.52, 0.42, 0.25, 0.25),
    ellipse('ink', 0.52, 0.42, 0.25, 0.25), ellipse('cream', -0.52, 0.42, 0.1, 0.1), ellipse('cream', 0.52, 0.42, 0.1, 0.1),
  ],
  mushroom: [
    poly('cream', [-0.24, 0], [0.24, 0], [0.32, 0.92], [-0.32, 0.92]), poly('main', ...arc(0, 0.12, 0.95, 0.98, 0.5, 1)),
    ellipse('white', -0.42, -0.2, 0.17, 0.17), ellipse('white', 0.12, -0.5, 0.17, 0.17), ellipse('white', 0.5, -0.12, 0.15, 0.15),
  ],
  apple: [
    ellipse('main', -0.3, 0.18, 0.58, 0.7), ellipse('main', 0.3, 0.18, 0.58, 0.7), stroke('wood', 0.14, [0, -0.42], [0.08, -0.9]),
    ellipse('leaf', 0.38, -0.72, 0.28, 0.15),
  ],
  bird: [
    poly('dark', [0.4, 0.05], [0.98, -0.22], [0.9, 0.3]), ellipse('main', 0.02, 0.16, 0.62, 0.46), ellipse('main', -0.46, -0.32, 0.38, 0.36),
    poly('flame', [-0.8, -0.44], [-1, -0.2], [-0.74, -0.16]), ellipse('white', -0.54, -0.38, 0.13, 0.13), ellipse('ink', -0.56, -0.38, 0.07, 0.07),
    poly('dark', [-0.25, 0.02], [0.45, 0], [0.1, 0.42]), stroke('flame', 0.1, [-0.1, 0.55], [-0.1, 0.92]), stroke('flame', 0.1, [0.18, 0.55], [0.18, 0.92]),
  ],
  balloon: [
    stroke('ink', 0.07, [0, 0.45], [0.08, 0.7], [-0.06, 1]), poly('main', [0, 0.34], [0.16, 0.56], [-0.16, 0.56]), ellipse('main', 0, -0.28, 0.62, 0.7),
    ellipse('light', -0.24, -0.52, 0.14, 0.2),
  ],
  cup: [
    stroke('main', 0.17, ...arc(0.5, 0.08, 0.36, 0.34, -0.25, 0.25, 12)), poly('main', [-0.72, -0.5], [0.56, -0.5], [0.44, 0.8], [-0.6, 0.8]),
    ellipse('dark', -0.08, -0.5, 0.64, 0.18),
  ],
  umbrella: [
    stroke('ink', 0.11, [0, -0.9], [0, 0.7], [0.1, 0.86], [0.26, 0.84], [0.32, 0.66]), poly('main', ...arc(0, 0.02, 0.96, 0.84, 0.5, 1)),
    poly('dark', ...arc(0, 0.02, 0.34, 0.84, 0.5, 1)),
  ],
  rocket: [
    poly('flame', [-0.22, 0.6], [0.22, 0.6], [0, 1]), poly('dark', [-0.3, 0.1], [-0.72, 0.66], [-0.28, 0.6]),
    poly('dark', [0.3, 0.1], [0.72, 0.66], [0.28, 0.6]),
    poly('main', [0, -1], [0.24, -0.66], [0.36, -0.2], [0.36, 0.25], [0.26, 0.64], [-0.26, 0.64], [-0.36, 0.25], [-0.36, -0.2], [-0.24, -0.66]),
    ellipse('light', 0, -0.2, 0.2, 0.2),
  ],
}
