// What several parts of the page say: how a picture is coming along, how long it takes, copying, and what stands beside an error.

const en = {
  automatic: 'Automatic',
  noPrompt: 'no prompt',
  details: 'Details',
  dismiss: 'Dismiss',
  retry: 'Try again',
  rescue: 'What is remembered here…',
  stopping: 'Stopping…',
  copyLink: 'Copy link',
  copied: 'Copied',
  notCopied: 'The browser did not allow copying.',
  seed: (seed: number) => `seed ${seed}`,
  left: (time: string) => `${time} left`,
  perStep: (time: string) => `${time}/step`,
  minutes: (m: number, s: number) => `${m} min ${s} s`,
  run: {
    preparing: 'Getting the model ready…',
    encoding: 'Reading the prompt…',
    step: (k: number, n: number) => `Step ${k} of ${n}`,
    decoding: 'Fixing the picture…',
    done: (time: string) => `Done in ${time}`,
    sounder: (precision: string, backend: 'webgpu' | 'wasm') => `That was no picture: computing again ${backend === 'wasm' ? 'on the processor' : `in ${precision}`}`,
    cancelled: (k: number, n: number) => (k === 0 ? 'Cancelled before the first step.' : `Cancelled after step ${k} of ${n}.`),
  },
  partFailed: 'This part of the page could not be fetched.',
  wordless: (key: string) => `Something went wrong (${key}), and the words for it could not be fetched.`,
  wordlessRemedy: 'Check the connection and reload the page.',
}

const zh: typeof en = {
  automatic: '自动',
  noPrompt: '无提示词',
  details: '详情',
  dismiss: '关闭',
  retry: '重试',
  rescue: '查看记住的内容…',
  stopping: '正在停止…',
  copyLink: '复制链接',
  copied: '已复制',
  notCopied: '浏览器不允许复制。',
  seed: (seed) => `种子 ${seed}`,
  left: (time) => `剩余 ${time}`,
  perStep: (time) => `${time}/步`,
  minutes: (m, s) => `${m} 分 ${s} 秒`,
  run: {
    preparing: '正在准备模型…',
    encoding: '正在理解提示词…',
    step: (k, n) => `第 ${k} 步，共 ${n} 步`,
    decoding: '正在定影…',
    done: (time) => `完成，用时 ${time}`,
    sounder: (precision, backend) => `算出的不是图片，正在${backend === 'wasm' ? '处理器上' : `以 ${precision} 精度`}重新计算`,
    cancelled: (k, n) => (k === 0 ? '第一步开始前已取消。' : `已取消，停在第 ${k} 步（共 ${n} 步）。`),
  },
  partFailed: '页面的这一部分未能载入。',
  wordless: (key) => `出错了（${key}），而且未能取得相应的说明。`,
  wordlessRemedy: '请检查网络后重新加载页面。',
}

export const sharedWords = { en, zh }
export type SharedWords = typeof en
