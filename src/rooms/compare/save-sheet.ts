// The whole comparison as one PNG file, with what it is in its text chunk.
import { writeGridInfotext } from '../../core/grid-infotext'
import type { GridAxis } from '../../core/grid-infotext'
import { withPngText } from '../../core/png'
import { fieldOf } from '../../core/request/fields'
import type { Board, Cell } from '../../state/compare'
import type { Axis, AxisKind } from '../../state/compare-plan'
import { download } from '../../ui/shared/download'
import { themeOnPage } from '../../ui/shared/theme-on-page'
import { timesOf } from '../../ui/shared/times-of'
import { drawSheet, layoutSheet, palettes } from './draw-sheet'
import type { Sheet, SheetCell } from './draw-sheet'
import { gridTitleOf, labelOf, labelsOf } from './labels'
import type { Names } from './use-names'

export async function saveSheet(board: Board, cells: Cell[], names: Names): Promise<void> {
  const images = await Promise.all(cells.map(({ picture }) => picture && createImageBitmap(picture.result.png)))
  try {
    const sheet = sheetOf(board, cells, images, names)
    const measure = contextOf(new OffscreenCanvas(1, 1))
    const layout = layoutSheet(measure, sheet)
    const canvas = new OffscreenCanvas(layout.width, layout.height)
    drawSheet(contextOf(canvas), sheet, layout, palettes[themeOnPage()])
    const png = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
    download(new Blob([withPngText(png, 'parameters', gridInfotextOf(board, names))], { type: 'image/png' }), `darkroom-grid-${board.base.seed}.png`)
  } finally {
    for (const image of images) image?.close()
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no 2d canvas')
  return context
}

function sheetOf(board: Board, cells: Cell[], images: (ImageBitmap | null)[], names: Names): Sheet {
  const { words, shared, kind } = names
  const columns = labelsOf(board.x, names)
  const rows = labelsOf(board.y, names)
  const cellAt = (index: number): SheetCell => {
    const cell = cells[index]
    const times = cell?.picture && timesOf(cell.picture, shared)
    return { image: images[index] ?? null, caption: times ? times.join(' · ') : cell?.error ? words.failed : '' }
  }
  const grids = labelsOf(board.z, names).map((title, k) => ({
    title: [gridTitleOf(board.z, names), title].filter(Boolean).join(': '),
    cells: rows.map((_, j) => columns.map((__, i) => cellAt((k * rows.length + j) * columns.length + i))),
  }))
  const title = isVaried(board, 'prompt') ? kind('prompt') : board.base.prompt.trim() || shared.noPrompt
  return { title, facts: factsOf(board, names), corner: [`${kind(board.x.kind)} →`, board.y ? `${kind(board.y.kind)} ↓` : ''], columns, rows, grids, width: board.base.width, height: board.base.height }
}

/** What all pictures share, and nothing that an axis says. */
function factsOf(board: Board, names: Names): string {
  const { words, shared, kind } = names
  const { base } = board
  const fact = (one: AxisKind, say: () => string) => (isVaried(board, one) ? '' : say())
  return [
    board.modelName,
    fact('seed', () => shared.seed(base.seed)),
    fact('sampler', () => labelOf('sampler', base.sampler, names)),
    fact('schedule', () => (base.schedule === 'automatic' ? `${kind('schedule')}: ` : '') + labelOf('schedule', base.schedule, names)),
    fact('steps', () => words.stepsFact(base.steps)),
    fact('guidance', () => words.guidanceFact(base.guidance)),
    `${base.width}×${base.height}`,
    fact('negative', () => (base.negative ? words.negativeFact(base.negative) : '')),
  ].filter(Boolean).join(' · ')
}

function isVaried({ x, y, z }: Board, kind: AxisKind): boolean {
  return [x, y, z].some((axis) => axis?.kind === kind)
}

function gridInfotextOf({ infotext, x, y, z }: Board, { app: { form } }: Names): string {
  // A file is read by programs: names as they are known everywhere, whatever the page's language.
  const nameOf = (kind: AxisKind, value: string | number) => {
    if (kind === 'sampler') return form.samplers.find(({ id }) => id === value)?.name ?? value
    if (kind === 'schedule') return value === 'automatic' ? 'Automatic' : (form.schedules.find(({ id }) => id === value)?.name ?? value)
    return value
  }
  const axis = (one: Axis | null): GridAxis | null => one && { type: one.kind === 'replace' ? 'Prompt S/R' : (fieldOf(one.kind).axis ?? one.kind), values: one.values.map((value) => nameOf(one.kind, value)) }
  return writeGridInfotext(infotext, { x: axis(x) ?? { type: 'Nothing', values: [] }, y: axis(y), z: axis(z) })
}
