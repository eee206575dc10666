// Words about memory: whether a model fits, and the ways to run it in less.
import type { MemoryFit, MemoryPlan, MemoryWay, PartMemory } from '../../../state/load-choice'

type Backend = 'webgpu' | 'wasm'
/** Each answer's name and, in a sentence, what it costs. */
type Answers = { [way in MemoryWay]: Record<MemoryPlan[way], readonly [name: string, cost: string]> }

const en = {
  label: 'Memory',
  verdict: { fits: 'Fits', tight: 'Tight', no: 'Will not fit', unknown: 'May fit' } satisfies Record<MemoryFit['verdict'], string>,
  kind: { webgpu: 'graphics memory', wasm: 'memory' } satisfies Record<Backend, string>,
  upTo: (needed: string, kind: string) => `Up to ${needed} of ${kind}`,
  fits: (needed: string, there: string, kind: string) => `It needs ${needed} of ${kind} at its highest, and about ${there} is available.`,
  tight: (needed: string, there: string, kind: string) => `It needs ${needed} of the ${there} of ${kind} that is available: close other tabs and programs first.`,
  tooMuch: (needed: string, there: string, kind: string) => `It will not fit: it needs ${needed} of ${kind}, and only about ${there} is available.`,
  tooLarge: (largest: string, allowed: string) => `It will not fit: it needs ${largest} in one piece, and at most ${allowed} is allowed here.`,
  untold: (needed: string, kind: string) => `It needs ${needed} of ${kind} at its highest. The browser does not tell how much there is.`,
  highest: 'At its highest',
  largestBuffer: 'Largest piece',
  part: 'Part',
  parts: { 'text-encoder': 'Text encoder', 'text-encoder-2': 'Second text encoder', unet: 'UNet', 'vae-decoder': 'VAE decoder', 'vae-encoder': 'VAE encoder' } satisfies Record<PartMemory['part'] | 'vae-encoder', string>,
  weights: 'Weights',
  running: 'While it runs',
  largest: 'Largest tensor',
  elsewhere: 'on the processor',
  basis: (width: number, height: number) => `What models of this family need for a picture of ${width}×${height}.`,
  how: 'How it is run',
  howHelp: 'Holds for every model. A model that is loaded is loaded anew.',
  ways: { parts: 'Parts in memory', text: 'Text encoder', guidance: 'Guidance', decoder: 'Decoding' } satisfies Record<MemoryWay, string>,
  answers: {
    parts: {
      together: ['Keep everything', 'Quickest, and takes the most memory.'],
      turns: ['One part at a time', 'Every picture reads each part from storage again.'],
    },
    text: {
      gpu: ['On the graphics card', 'Quickest, and takes graphics memory.'],
      wasm: ['On the processor', 'Every new prompt takes seconds longer.'],
    },
    guidance: {
      batch: ['Both predictions at once', 'Quickest, and each step takes more memory.'],
      single: ['One after the other', 'Each step takes a little longer.'],
    },
    decoder: {
      whole: ['The whole picture at once', 'Quickest, and the end takes the most memory.'],
      tiles: ['In overlapping tiles', 'The end of each picture takes longer.'],
    },
  } satisfies Answers,
  automaticNow: (now: string) => `Automatic: ${now.charAt(0).toLowerCase()}${now.slice(1)}`,
  allAutomatic: 'Choose all automatically',
  anyway: {
    download: 'Download anyway',
    resume: 'Go on anyway',
    use: 'Use anyway',
    load: (size: string) => `Load ${size} anyway`,
    fetch: (size: string) => `Download ${size} anyway`,
  },
  measures: { parts: 'parts take turns', text: 'text encoder on the processor', guidance: 'one prediction at a time', decoder: 'decoded in tiles' } satisfies Record<MemoryWay, string>,
  saving: 'To save memory:',
  retried: 'The first way ran out of memory, so this lighter one is used.',
  lighter: { webgpu: 'Not enough graphics memory: trying again with less', wasm: 'Not enough memory: trying again with less' } satisfies Record<Backend, string>,
}

const zh: typeof en = {
  label: '内存',
  verdict: { fits: '放得下', tight: '较紧张', no: '放不下', unknown: '应该放得下' },
  kind: { webgpu: '显存', wasm: '内存' },
  upTo: (needed, kind) => `最多占用 ${needed} ${kind}`,
  fits: (needed, there, kind) => `最多需要 ${needed} ${kind}，大约有 ${there} 可用。`,
  tight: (needed, there, kind) => `需要 ${needed} ${kind}，可用的约 ${there}，比较紧张：请先关闭其他标签页和程序。`,
  tooMuch: (needed, there, kind) => `放不下：需要 ${needed} ${kind}，而可用的只有约 ${there}。`,
  tooLarge: (largest, allowed) => `放不下：需要一整块 ${largest} 的空间，而这里每块最多 ${allowed}。`,
  untold: (needed, kind) => `最多需要 ${needed} ${kind}。浏览器没有透露总量。`,
  highest: '最高占用',
  largestBuffer: '最大的一块',
  part: '部分',
  parts: { 'text-encoder': '文本编码器', 'text-encoder-2': '第二文本编码器', unet: 'UNet', 'vae-decoder': 'VAE 解码器', 'vae-encoder': 'VAE 编码器' },
  weights: '权重',
  running: '运行时',
  largest: '最大张量',
  elsewhere: '在处理器上',
  basis: (width, height) => `按同类模型估算，图片尺寸 ${width}×${height}。`,
  how: '运行方式',
  howHelp: '对所有模型有效；已加载的模型会重新加载。',
  ways: { parts: '模型各部分', text: '文本编码器', guidance: '引导', decoder: '解码' },
  answers: {
    parts: {
      together: ['全部保留', '最快，占用内存也最多。'],
      turns: ['每次只放一个部分', '每张图片都要从存储中重新读取各部分。'],
    },
    text: {
      gpu: ['在显卡上', '最快，但占用显存。'],
      wasm: ['在处理器上', '每个新提示词会多花几秒。'],
    },
    guidance: {
      batch: ['两次预测同时进行', '最快，但每步占用更多内存。'],
      single: ['两次预测先后进行', '每步稍慢一些。'],
    },
    decoder: {
      whole: ['整张一次解码', '最快，但收尾时占用内存最多。'],
      tiles: ['分成重叠的小块解码', '每张图片收尾时会慢一些。'],
    },
  },
  automaticNow: (now) => `自动：${now}`,
  allAutomatic: '全部自动选择',
  anyway: {
    download: '仍要下载',
    resume: '仍要继续下载',
    use: '仍要使用',
    load: (size) => `仍要加载 ${size}`,
    fetch: (size) => `仍要下载 ${size}`,
  },
  measures: { parts: '各部分轮流加载', text: '文本编码器在处理器上', guidance: '两次预测先后进行', decoder: '分块解码' },
  saving: '为节省内存：',
  retried: '原来的方式内存不足，已改用这种更省内存的方式。',
  lighter: { webgpu: '显存不足，正在以更省显存的方式重试', wasm: '内存不足，正在以更省内存的方式重试' },
}

export const memoryWords = { en, zh }
export type MemoryWords = typeof en
