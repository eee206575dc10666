// The `parameters` text of a saved comparison, as AUTOMATIC1111's X/Y/Z plot writes it under its grids (scripts/xyz_grid.py):
// the infotext of what the pictures share, then the script's name and each axis with its values.
export interface GridAxis {
  /** A1111's name of the axis where it has one, such as "CFG Scale". */
  type: string
  values: readonly (string | number)[]
}

/** `shared` = the infotext of what the pictures share. */
export function writeGridInfotext(shared: string, axes: { x: GridAxis; y: GridAxis | null; z: GridAxis | null }): string {
  const fields = [['Script', 'X/Y/Z plot']]
  for (const name of ['x', 'y', 'z'] as const) {
    const axis = axes[name]
    const letter = name.toUpperCase()
    if (axis) fields.push([`${letter} Type`, axis.type], [`${letter} Values`, axis.values.map(csv).join(', ')])
  }
  const script = fields.map(([name, value = '']) => `${name}: ${/[,\n:"]/.test(value) ? JSON.stringify(value) : value}`).join(', ')
  // Before the version, which closes the line.
  return shared.replace(/(, Version: [^\n]*)$/, () => `, ${script}, Version: Darkroom`)
}

/** A value that holds a comma stands in quotes, as A1111 reads them back. */
function csv(value: string | number): string {
  const text = String(value)
  return /[,"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
