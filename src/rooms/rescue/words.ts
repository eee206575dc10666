// The words of the rescue page.
import type { RememberedKind } from '../../state/remembered'

const en = {
  title: 'What this browser remembers',
  about: 'When Darkroom does not start or behaves oddly, something it remembers may be damaged. Forget what looks wrong, then go back. Nothing here needs the engine.',
  notStarted: 'Darkroom could not start.',
  looking: 'Looking…',
  nothing: 'Nothing is remembered.',
  back: 'Back to Darkroom',
  forget: 'Forget',
  forgetNamed: (name: string) => `Forget ${name}`,
  all: 'Clear all…',
  allSure: (size: string) => `Really forget everything, about ${size}? Models will have to be downloaded again, and those from a folder added again.`,
  allYes: 'Yes, clear all',
  allNo: 'Keep it',
  kinds: { setting: 'Settings', library: 'Models and addresses on the list', file: 'Files of models', queue: 'Pictures that wait', machine: 'What was tried on this machine', offline: 'The page itself, for use offline' } satisfies Record<RememberedKind, string>,
}

const zh: typeof en = {
  title: '此浏览器记住的内容',
  about: '如果 Darkroom 无法启动或表现异常，可能是它记住的某项内容已损坏。请清除可疑的条目，然后返回。此页不需要引擎。',
  notStarted: 'Darkroom 未能启动。',
  looking: '正在查看…',
  nothing: '没有记住任何内容。',
  back: '返回 Darkroom',
  forget: '清除',
  forgetNamed: (name) => `清除 ${name}`,
  all: '全部清除…',
  allSure: (size) => `确定清除全部内容（约 ${size}）吗？模型需要重新下载，来自文件夹的模型需要重新添加。`,
  allYes: '是，全部清除',
  allNo: '保留',
  kinds: { setting: '设置', library: '列表中的模型与地址', file: '模型文件', queue: '等待中的图片', machine: '本机的试验结果', offline: '页面自身（供离线使用）' },
}

export const rescueWords = { en, zh }
export type RescueWords = typeof en
