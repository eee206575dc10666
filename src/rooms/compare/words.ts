// The words of Compare mode in both languages; apart from the page's so that they load with the mode.
import type { AxisKind, AxisName } from '../../state/compare-plan'
import { fieldLabels } from '../../ui/form/field-labels'
import { useWords } from '../../ui/shared/context'

const en = {
  label: 'Compare',
  axis: { x: 'X', y: 'Y', z: 'Z' } satisfies Record<AxisName, string>,
  axisPlace: { x: 'columns', y: 'rows', z: 'grids' } satisfies Record<AxisName, string>,
  varies: (axis: string) => `What the ${axis} axis varies`,
  values: (axis: string) => `Values of the ${axis} axis`,
  nothing: 'Nothing',
  addZ: 'Add a third axis',
  replaceWords: 'Replace words',
  numbers: 'Numbers and ranges: 1, 2, 5 · 0-1 (+0.25) in steps of 0.25 · 0-1 [5] five values.',
  start: (count: number) => (count === 1 ? 'Compare 1 picture' : `Compare ${count} pictures`),
  startNone: 'Compare',
  hints: {
    steps: 'Numbers and ranges: 4, 8, 16 · 4-20 (+4) in steps of 4 · 1-5 [5] five values.',
    guidance: 'Numbers and ranges: 1, 4, 7.5 · 1-9 (+2) in steps of 2 · 1-5 [5] five values.',
    seed: 'Numbers and ranges: 1-4 are four seeds.',
    replace: 'The first is found in the prompt; each takes its place, itself included.',
    prompt: 'One prompt a line.',
    negative: 'One a line; an empty line is a picture without one.',
  } satisfies Partial<Record<AxisKind, string>>,
  replaceHint: 'red, blue, green',
  more: (count: number) => `${count} more`,
  fewer: 'Fewer',
  short: { steps: (v: number) => (v === 1 ? '1 step' : `${v} steps`), guidance: (v: number) => `Guidance ${v}`, seed: (v: number) => `Seed ${v}` },
  noNegative: 'none',
  emptyTitle: 'One seed, side by side',
  emptyText: 'Every picture starts from the same noise, so what differs is only what you vary: samplers, steps, guidance, words. Each shows the time it took.',
  presets: { samplers: 'Samplers side by side', steps: 'Steps 2 to 20', guidance: 'Guidance from 1 to 9', both: 'Samplers × steps' },
  grid: (x: string, y: string) => (y ? `Comparison of ${x} and ${y}` : `Comparison of ${x}`),
  waiting: 'waiting',
  step: (k: number, n: number) => `step ${k} of ${n}`,
  starting: 'starting',
  failed: 'No picture',
  open: 'Open with these settings',
  perStep: (time: string) => `${time}/step`,
  running: (k: number, n: number) => `Picture ${k} of ${n}`,
  done: (n: number, time: string) => `${n === 1 ? '1 picture' : `${n} pictures`} in ${time}`,
  stopped: (k: number, n: number) => `Stopped after ${k} of ${n}`,
  seed: (seed: number) => `seed ${seed}`,
  failures: (n: number) => `${n} failed`,
  resume: (n: number) => `Make the other ${n}`,
  again: 'Try the failed ones again',
  save: 'Save as PNG',
  saving: 'Drawing…',
  saveFailed: 'The PNG could not be made.',
  copyLink: 'Copy link',
  stepsFact: (n: number) => `${n} steps`,
  guidanceFact: (n: number) => `guidance ${n}`,
  negativeFact: (words: string) => `without: ${words}`,
}

type Own = typeof en

const zh: Own = {
  label: '对比',
  axis: { x: 'X', y: 'Y', z: 'Z' },
  axisPlace: { x: '列', y: '行', z: '分图' },
  varies: (axis) => `${axis} 轴改变的内容`,
  values: (axis) => `${axis} 轴的值`,
  nothing: '无',
  addZ: '添加第三个轴',
  replaceWords: '替换文字',
  numbers: '数字与范围：1, 2, 5 · 0-1 (+0.25) 每次加 0.25 · 0-1 [5] 取五个值。',
  start: (count) => `对比 ${count} 张`,
  startNone: '对比',
  hints: {
    steps: '数字与范围：4, 8, 16 · 4-20 (+4) 每次加 4 · 1-5 [5] 取五个值。',
    guidance: '数字与范围：1, 4, 7.5 · 1-9 (+2) 每次加 2 · 1-5 [5] 取五个值。',
    seed: '数字与范围：1-4 即四个种子。',
    replace: '在提示词中查找第一个值，并依次换成每个值（含它自己）。',
    prompt: '每行一条提示词。',
    negative: '每行一条；空行表示不用反向提示词。',
  },
  replaceHint: '红色, 蓝色, 绿色',
  more: (count) => `另外 ${count} 个`,
  fewer: '收起',
  short: { steps: (v) => `${v} 步`, guidance: (v) => `引导 ${v}`, seed: (v) => `种子 ${v}` },
  noNegative: '无',
  emptyTitle: '同一种子，并排对比',
  emptyText: '每张图都从同一份噪声开始，差别只来自你改变的那一项：采样器、步数、引导强度或文字。每张都会标出用时。',
  presets: { samplers: '采样器并排', steps: '步数 2 到 20', guidance: '引导强度 1 到 9', both: '采样器 × 步数' },
  grid: (x, y) => (y ? `${x}与${y}的对比` : `${x}的对比`),
  waiting: '等待中',
  step: (k, n) => `第 ${k} 步，共 ${n} 步`,
  starting: '即将开始',
  failed: '未能生成',
  open: '以这组设置打开',
  perStep: (time) => `${time}/步`,
  running: (k, n) => `第 ${k} 张，共 ${n} 张`,
  done: (n, time) => `${n} 张，用时 ${time}`,
  stopped: (k, n) => `已停止，完成 ${k} / ${n} 张`,
  seed: (seed) => `种子 ${seed}`,
  failures: (n) => `${n} 张失败`,
  resume: (n) => `继续其余 ${n} 张`,
  again: '重试失败的图片',
  save: '保存为 PNG',
  saving: '正在绘制…',
  saveFailed: '无法生成 PNG。',
  copyLink: '复制链接',
  stepsFact: (n) => `${n} 步`,
  guidanceFact: (n) => `引导 ${n}`,
  negativeFact: (words) => `不要：${words}`,
}

export interface Words extends Own {
  /** What an axis varies. */
  kind(kind: AxisKind): string
  /** How its values are written. */
  hint(kind: AxisKind): string
}

export function useCompareWords(): Words {
  const own = useWords({ en, zh })
  const labels = useWords(fieldLabels)
  const hints: Partial<Record<AxisKind, string>> = own.hints
  return {
    ...own,
    kind: (kind) => (kind === 'replace' ? own.replaceWords : labels[kind]),
    hint: (kind) => hints[kind] ?? own.numbers,
  }
}
