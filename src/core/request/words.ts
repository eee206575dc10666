// What there is to say of a number that was typed: why it is none, or which one is taken in its place. Each is one sentence.

const en = {
  notNumber: (typed: string) => `“${typed}” is not a number.`,
  notWhole: (typed: string) => `${typed} is not a whole number.`,
  noSeed: (typed: string, max: string) => `${typed} is not a seed here: 0 to ${max}, or -1 for a random one.`,
  outside: (typed: string, min: number, max: number, now: number) => `${typed} is outside ${min} to ${max}, so it is ${now} now.`,
  nearest: (typed: string, now: number) => `${typed} cannot be had here, so it is ${now} now.`,
  emptied: (now: number) => `This cannot be empty, so it is ${now} again.`,
  drawn: (now: number) => `Random: ${now} was drawn.`,
}

const zh: typeof en = {
  notNumber: (typed) => `“${typed}”不是数字。`,
  notWhole: (typed) => `${typed} 不是整数。`,
  noSeed: (typed, max) => `${typed} 不能作为种子：请用 0 到 ${max}，或用 -1 表示随机。`,
  outside: (typed, min, max, now) => `${typed} 不在 ${min} 到 ${max} 之间，已改为 ${now}。`,
  nearest: (typed, now) => `此处不能用 ${typed}，已改为 ${now}。`,
  emptied: (now) => `此项不能为空，已恢复为 ${now}。`,
  drawn: (now) => `随机：已抽取 ${now}。`,
}

export const requestWords = { en, zh }
export type RequestWords = typeof en
