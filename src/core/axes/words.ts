// What can be wrong with what was typed for an axis of a comparison, each as one sentence.

const en = {
  noNumber: () => 'Give at least one number, such as 4, 8, 16 or 4-20 (+4).',
  noValue: () => 'Write at least one value.',
  noChoice: () => 'Choose at least one.',
  unknownChoice: (id: string) => `There is no “${id}” here. Take it away, or choose another.`,
  noReplacement: () => 'Add what should take its place, such as red, blue, green.',
  outside: (value: number | string, min: number, max: number) => `${value} is outside ${min} to ${max}.`,
  unreadable: (part: string) => `“${part}” is neither a number nor a range such as 4-20 (+4) or 1-5 [5].`,
  notWhole: (typed: string) => `${typed} is not a whole number.`,
  standsStill: (part: string) => `“${part}” never gets anywhere: its increment is 0.`,
  wrongWay: (part: string, by: string, from: number, to: number) => `“${part}” goes the wrong way: ${by} does not lead from ${from} to ${to}.`,
  noCount: () => 'The number in [ ] says how many values to take: at least 1.',
  tooManyValues: (most: number) => `One axis takes at most ${most} values.`,
  varied: () => 'Another axis varies this already.',
  notFound: (sought: string) => `“${sought}” is not in the prompt: the first value must be words to find there.`,
  tooManyPictures: (count: number, most: number) => `${count} pictures are too many; ${most} is the most.`,
}

const zh: typeof en = {
  noNumber: () => '请至少填写一个数字，例如 4, 8, 16 或 4-20 (+4)。',
  noValue: () => '请至少填写一个值。',
  noChoice: () => '请至少选择一项。',
  unknownChoice: (id) => `此处没有“${id}”。请去掉它，或另选一项。`,
  noReplacement: () => '请再写上要换成的内容，例如 红色, 蓝色, 绿色。',
  outside: (value, min, max) => `${value} 不在 ${min} 到 ${max} 之间。`,
  unreadable: (part) => `“${part}”既不是数字，也不是 4-20 (+4) 或 1-5 [5] 这样的范围。`,
  notWhole: (typed) => `${typed} 不是整数。`,
  standsStill: (part) => `“${part}”的增量为 0，永远停在原处。`,
  wrongWay: (part, by, from, to) => `“${part}”方向不对：从 ${from} 开始每次 ${by}，到不了 ${to}。`,
  noCount: () => '[ ] 中的数字表示取多少个值，至少为 1。',
  tooManyValues: (most) => `一个轴最多 ${most} 个值。`,
  varied: () => '另一个轴已在改变这一项。',
  notFound: (sought) => `提示词中没有“${sought}”：第一个值必须是提示词里的文字。`,
  tooManyPictures: (count, most) => `${count} 张太多了，最多 ${most} 张。`,
}

export const axisWords = { en, zh }
export type AxisWords = typeof en
