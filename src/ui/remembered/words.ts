// What is said where something remembered did not fit and was left out.

const en = {
  dropped: (names: string) => `A setting that was remembered made no sense and is as at first: ${names}.`,
  unreadable: (n: number, names: string) => `${n === 1 ? 'One thing' : `${n} things`} that this browser stored cannot be read and ${n === 1 ? 'is' : 'are'} left out: ${names}.`,
  look: 'Look at what is remembered',
}

const zh: typeof en = {
  dropped: (names) => `记住的某项设置没有意义，已恢复为默认：${names}。`,
  unreadable: (n, names) => `此浏览器存储的 ${n} 项内容无法读取，已略过：${names}。`,
  look: '查看记住的内容',
}

export const rememberedWords = { en, zh }
