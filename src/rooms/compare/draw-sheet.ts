// The saved sheet: title, facts, and the labelled grids, drawn on any 2D canvas. Knows no framework and no state; measuring
// and drawing share one layout, so the canvas is made to fit before anything is drawn.

export interface SheetCell {
  image: CanvasImageSource | null
  /** Under the picture; in its place where there is none. */
  caption: string
}

export interface SheetGrid {
  /** '' when there is no Z axis. */
  title: string
  /** [row][column] */
  cells: SheetCell[][]
}

export interface Sheet {
  title: string
  facts: string
  /** Over the row labels: what columns and rows vary. */
  corner: [columns: string, rows: string]
  columns: string[]
  /** One '' when there is no Y axis. */
  rows: string[]
  grids: SheetGrid[]
  /** Pixels of one picture as it was made. */
  width: number
  height: number
}

export interface Palette { paper: string; tray: string; ink: string; muted: string; accent: string }

export const palettes: Record<'light' | 'dark', Palette> = {
  light: { paper: '#f5f1e9', tray: '#e9e2d5', ink: '#221c16', muted: '#665b4f', accent: '#bf3016' },
  dark: { paper: '#110f0d', tray: '#1d1916', ink: '#f2ebe2', muted: '#ada091', accent: '#ff5a36' },
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

// The page's own stack: whatever script a prompt is in, the system has a face for it.
const family = "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
const fonts = { title: `600 24px ${family}`, facts: `16px ${family}`, label: `600 16px ${family}`, caption: `14px ${family}` }
const lines = { title: 32, facts: 24, label: 22, caption: 20 }
const margin = 32
const gap = 12
/** Small pictures are enlarged in whole multiples up to about this, so that labels have room and pixels stay even. */
const leastCell = 200
/** Chromium and Firefox draw up to 16384 a side, Safari up to 16.7 million pixels in all on phones. */
const mostSide = 16_000
const mostPixels = 120_000_000

export interface Layout {
  width: number
  height: number
  /** Everything is drawn in layout pixels times this. */
  scale: number
  cell: { width: number; height: number }
  head: number
  titleLines: string[]
  factLines: string[]
  columnLines: string[][]
  rowLines: string[][]
  labelHeight: number
  gridTop: number
}

export function layoutSheet(context: Context, sheet: Sheet): Layout {
  const enlarged = Math.max(1, Math.round(leastCell / Math.max(1, sheet.width)))
  const cell = { width: sheet.width * enlarged, height: sheet.height * enlarged }
  const named = sheet.rows.some(Boolean)
  context.font = fonts.label
  const widest = Math.max(0, ...[...sheet.rows, ...sheet.corner].map((label) => context.measureText(label).width))
  const head = named ? Math.min(220, Math.ceil(widest) + 16) : 0
  const inner = Math.max(head + sheet.columns.length * (cell.width + gap) - gap, 480)
  const columnLines = sheet.columns.map((label) => wrap(context, label, cell.width, 3))
  const rowLines = sheet.rows.map((label) => wrap(context, label, head - 16, 6))
  context.font = fonts.title
  const titleLines = wrap(context, sheet.title, inner, 3)
  context.font = fonts.facts
  const factLines = wrap(context, sheet.facts, inner, 3)
  const labelHeight = Math.max(named ? 2 : 1, ...columnLines.map((label) => label.length)) * lines.label + 8
  const gridTop = margin + titleLines.length * lines.title + factLines.length * lines.facts + 24
  const gridHeight = sheet.rows.length * (cell.height + lines.caption + gap + 4)
  const titles = sheet.grids.filter(({ title }) => title).length * (lines.title + 8)
  const width = inner + 2 * margin
  const height = gridTop + titles + sheet.grids.length * (labelHeight + gridHeight + gap) + margin - gap
  const scale = Math.min(1, mostSide / Math.max(width, height), Math.sqrt(mostPixels / (width * height)))
  return { width: Math.ceil(width * scale), height: Math.ceil(height * scale), scale, cell, head, titleLines, factLines, columnLines, rowLines, labelHeight, gridTop }
}

export function drawSheet(context: Context, sheet: Sheet, layout: Layout, palette: Palette): void {
  const { cell, head, labelHeight } = layout
  const write = (words: readonly string[], font: keyof typeof fonts, ink: string, x: number, y: number) => {
    context.font = fonts[font]
    context.fillStyle = ink
    words.forEach((line, i) => context.fillText(line, x, y + i * lines[font]))
  }
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.fillStyle = palette.paper
  context.fillRect(0, 0, layout.width, layout.height)
  context.scale(layout.scale, layout.scale)
  context.textBaseline = 'top'
  context.imageSmoothingQuality = 'high'
  write(layout.titleLines, 'title', palette.ink, margin, margin)
  write(layout.factLines, 'facts', palette.muted, margin, margin + layout.titleLines.length * lines.title)
  let top = layout.gridTop
  for (const grid of sheet.grids) {
    if (grid.title) {
      write([grid.title], 'title', palette.ink, margin, top)
      top += lines.title + 8
    }
    // Column labels stand on the pictures, however many lines they have.
    const bottom = top + labelHeight - 6
    if (head > 0) write(sheet.corner, 'caption', palette.muted, margin, bottom - 2 * lines.caption)
    layout.columnLines.forEach((label, i) => write(label, 'label', palette.ink, margin + head + i * (cell.width + gap), bottom - label.length * lines.label))
    top += labelHeight
    grid.cells.forEach((row, j) => {
      write(layout.rowLines[j] ?? [], 'label', palette.ink, margin, top + 4)
      row.forEach(({ image, caption }, i) => {
        const left = margin + head + i * (cell.width + gap)
        context.fillStyle = palette.tray
        context.fillRect(left, top, cell.width, cell.height)
        if (image) context.drawImage(image, left, top, cell.width, cell.height)
        context.font = fonts.caption
        write(wrap(context, caption, cell.width, 1), 'caption', image ? palette.muted : palette.accent, left, top + cell.height + 4)
      })
      top += cell.height + lines.caption + gap + 4
    })
    top += gap
  }
}

/** Breaks at spaces and between Chinese characters, in the context's font; a word too long for a line is cut. The last line ends in "…" when there is more. */
function wrap(context: Context, text: string, width: number, most: number): string[] {
  const fits = (line: string) => context.measureText(line).width <= width
  const out: string[] = []
  let line = ''
  for (const piece of text.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? []) {
    let rest = piece
    if (!fits((line + rest).trimEnd()) && line.trim()) {
      out.push(line.trimEnd())
      line = ''
    }
    while (!fits(rest.trimEnd()) && rest.length > 1) {
      let end = rest.length - 1
      while (end > 1 && !fits(rest.slice(0, end))) end--
      out.push(rest.slice(0, end))
      rest = rest.slice(end)
    }
    line += rest
  }
  if (line.trim()) out.push(line.trimEnd())
  if (out.length <= most) return out
  let last = out[most - 1] ?? ''
  while (last && !fits(`${last}…`)) last = last.slice(0, -1)
  return [...out.slice(0, most - 1), `${last.trimEnd()}…`]
}
