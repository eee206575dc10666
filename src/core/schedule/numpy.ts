// The few numpy functions whose rounding decides a timestep, with numpy's rounding.

/** np.linspace(start, stop, count): the last value is exactly `stop`. */
export function linspace(start: number, stop: number, count: number): number[] {
  if (count === 1) return [start]
  const step = (stop - start) / (count - 1)
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? stop : start + i * step))
}

/** np.arange(start, 0, -step). */
export function arangeDown(start: number, step: number): number[] {
  const delta = start - step - start
  return Array.from({ length: Math.ceil(start / step) }, (_, i) => start + i * delta)
}

/** np.round: halves go to the even neighbour. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}
