// The labelled grid of a comparison, one table for each value of Z. A cell is a button that opens its picture; arrow keys walk.
import { useState } from 'preact/hooks'
import type { Cell } from '../../state/compare'
import type { Axis } from '../../state/compare-plan'
import { CellButton } from './CellButton'
import { gridTitleOf, labelsOf } from './labels'
import { useNames } from './use-names'
import './CompareGrid.css'

interface GridProps { x: Axis; y: Axis | null; z: Axis | null; cells: Cell[]; size: { width: number; height: number }; planned?: boolean }

export function CompareGrid({ x, y, z, cells, size, planned = false }: GridProps) {
  const names = useNames()
  const columns = labelsOf(x, names)
  const rows = labelsOf(y, names)
  return (
    <>
      {labelsOf(z, names).map((sheet, k) => (
        <div key={k} class={planned ? 'board planned' : 'board'}>
          {z && <h3 class="board-title"><span>{gridTitleOf(z, names)}</span> {sheet}</h3>}
          <Table x={x} y={y} columns={columns} rows={rows} size={size} cellAt={(i, j) => (k * rows.length + j) * columns.length + i} cells={cells} sheet={sheet} />
        </div>
      ))}
    </>
  )
}

interface TableProps { x: Axis; y: Axis | null; columns: string[]; rows: string[]; cells: Cell[]; sheet: string; size: { width: number; height: number }; cellAt: (column: number, row: number) => number }

function Table({ x, y, columns, rows, cells, sheet, size, cellAt }: TableProps) {
  const { words, kind } = useNames()
  const [focus, setFocus] = useState<[column: number, row: number]>([0, 0])
  const move = (event: KeyboardEvent & { currentTarget: HTMLTableElement }) => {
    const [column, row] = focus
    const to = { ArrowLeft: [column - 1, row], ArrowRight: [column + 1, row], ArrowUp: [column, row - 1], ArrowDown: [column, row + 1], Home: [0, row], End: [columns.length - 1, row] }[event.key]
    const [toColumn, toRow] = to ?? []
    if (toColumn === undefined || toRow === undefined) return
    event.preventDefault()
    event.currentTarget.querySelector<HTMLButtonElement>(`[data-at="${toColumn},${toRow}"]`)?.focus()
  }
  return (
    <div class="board-scroll" style={{ '--n': columns.length, '--rows': rows.length, '--w': size.width || 1, '--h': size.height || 1 }}>
      <table class={`board-table${y ? '' : ' one-row'}`} role="grid" aria-label={[words.grid(kind(x.kind), y ? kind(y.kind) : ''), sheet].filter(Boolean).join(', ')} onKeyDown={move}>
        <thead>
          <tr>
            {y && (
              <td class="board-corner">
                <span>{kind(x.kind)} →</span>
                <span>{kind(y.kind)} ↓</span>
              </td>
            )}
            {columns.map((label, i) => <th key={i} scope="col" title={label}><span class="board-label">{label}</span></th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((label, j) => (
            <tr key={j}>
              {y && <th scope="row" title={label}><span class="board-label">{label}</span></th>}
              {columns.map((column, i) => {
                const index = cellAt(i, j)
                const cell = cells[index]
                if (!cell) return <td key={i} role="gridcell" />
                const reachable = focus[0] === i && focus[1] === j
                return (
                  <td key={i} role="gridcell">
                    <CellButton cell={cell} index={index} name={[column, label, sheet].filter(Boolean).join(', ')} at={`${i},${j}`} tabIndex={reachable ? 0 : -1} onFocus={() => setFocus([i, j])} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
