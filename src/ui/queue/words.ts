// The words of the queue.

const en = {
  label: 'Queue',
  count: 'Pictures',
  countHelp: 'Pictures a press, each with the next seed',
  pictureOf: (k: number, n: number) => `Picture ${k} of ${n}`,
  waiting: (n: number) => (n === 1 ? '1 picture waits.' : `${n} pictures wait.`),
  pictures: (n: number) => (n === 1 ? '1 picture' : `${n} pictures`),
  comparison: (n: number) => `Comparison of ${n}`,
  now: 'Now',
  stop: 'Stop now',
  stopAfter: 'After this one',
  stopAfterHelp: 'Stop once this picture is finished',
  skip: 'Skip this one',
  skipHelp: 'Leave this picture and go on with the next',
  stuck: 'The engine is not answering.',
  forceStop: 'Force stop',
  clear: 'Clear all',
  resume: 'Continue',
  earlier: (what: string) => `Earlier: ${what}`,
  later: (what: string) => `Later: ${what}`,
  cancel: (what: string) => `Take out: ${what}`,
  held: {
    stopped: 'The queue is stopped.',
    failed: 'The last picture failed, so the queue stands still.',
    restored: 'These pictures were waiting when the page was left.',
  },
}

const zh: typeof en = {
  label: '队列',
  count: '张数',
  countHelp: '每次生成几张，种子依次加一',
  pictureOf: (k, n) => `第 ${k} 张，共 ${n} 张`,
  waiting: (n) => `还有 ${n} 张在等待。`,
  pictures: (n) => `${n} 张图片`,
  comparison: (n) => `${n} 张的对比`,
  now: '正在生成',
  stop: '立即停止',
  stopAfter: '完成这张再停',
  stopAfterHelp: '这张图片完成后停止',
  skip: '跳过这张',
  skipHelp: '放弃这张，继续下一张',
  stuck: '引擎没有响应。',
  forceStop: '强制停止',
  clear: '全部清除',
  resume: '继续',
  earlier: (what) => `提前：${what}`,
  later: (what) => `推后：${what}`,
  cancel: (what) => `移除：${what}`,
  held: {
    stopped: '队列已停止。',
    failed: '上一张未能生成，队列已暂停。',
    restored: '离开页面时，这些图片还在等待。',
  },
}

export const queueWords = { en, zh }
export type QueueWords = typeof en
