// What the network is told of the prompts: rows, each one text with a weight and the steps in which it has a say. Prompt and negative
// prompt are two rows; prompts joined by AND, and words that change in the middle of a run, are more of them.

export interface PromptRow {
  side: 'prompt' | 'negative'
  /** Beside the other rows of its side. */
  weight: number
  /** In force while from ≤ step < to; other steps do not run it. */
  from: number
  to: number
}

/** A row before it is read. */
export interface PromptText extends PromptRow { text: string }

export interface Conditioning<L> {
  /** Those of the prompt's side first. */
  rows: readonly PromptRow[]
  tokens: number
  /** [rows,tokens,width] */
  states: L
  width: number
  /** [rows,pooledWidth]; null where the network takes none. */
  pooled: L | null
  pooledWidth: number
  free(): void
}

/** A text with its full say in every step. */
export function wholeRun(text: string, side: PromptRow['side']): PromptText {
  return { text, side, weight: 1, from: 0, to: Infinity }
}

/** Indices of the rows of a side that are in force at a step. */
export function rowsAt(rows: readonly PromptRow[], side: PromptRow['side'], step: number): number[] {
  return [...rows.keys()].filter((index) => {
    const row = rows[index]!
    return row.side === side && row.from <= step && step < row.to
  })
}
