// What is said of the model at hand: how its load is going, and what this browser keeps of it.

const en = {
  choose: 'Choose a model',
  all: 'All models, and adding your own…',
  phases: { download: 'Fetching', verify: 'Checking', sessions: 'Preparing', warmup: 'Warming up', ready: 'Ready' },
  waiting: 'Starting…',
  loaded: {
    network: (time: string) => `downloaded and started in ${time}`,
    cache: (time: string) => `from this browser’s storage in ${time}`,
    mixed: (time: string) => `rest downloaded, started in ${time}`,
  },
  of: (done: string, total: string) => `${done} of ${total}`,
  perSecond: (bytes: string) => `${bytes}/s`,
  load: (size: string) => `Load ${size}`,
  download: (size: string) => `Download ${size}`,
  stop: 'Stop loading',
  failed: 'Could not be loaded',
  remove: 'Remove',
  removeLabel: 'Remove from this browser',
  stored: 'Stored',
  andOthers: (size: string) => `+ ${size} of other parts`,
  licence: 'Licence',
  licences: { notStated: 'not stated by its publisher', ofItsOwn: 'a licence of its own', unknownLicence: 'unknown' },
  browserStorage: 'Browser storage',
  kept: (quota: string | null) => `The browser ${quota === null ? '' : `allows up to ${quota} and `}keeps it until you remove it.`,
  notKept: (quota: string | null) => `The browser ${quota === null ? '' : `allows up to ${quota} and `}may clear it when space is short.`,
  inMemory: 'This browser lets the page store nothing: the model is in memory, and will be fetched again next time.',
  byHand: 'chosen by hand',
}

const zh: typeof en = {
  choose: '选择模型',
  all: '全部模型，或添加自己的模型…',
  phases: { download: '下载中', verify: '校验中', sessions: '准备中', warmup: '预热中', ready: '就绪' },
  waiting: '启动中…',
  loaded: {
    network: (time) => `下载并启动，用时 ${time}`,
    cache: (time) => `从浏览器存储读取，用时 ${time}`,
    mixed: (time) => `下载其余部分并启动，用时 ${time}`,
  },
  of: (done, total) => `${done} / ${total}`,
  perSecond: (bytes) => `${bytes}/秒`,
  load: (size) => `加载 ${size}`,
  download: (size) => `下载 ${size}`,
  stop: '停止加载',
  failed: '未能加载',
  remove: '删除',
  removeLabel: '从本浏览器删除此模型',
  stored: '已存',
  andOthers: (size) => `另有其他部分 ${size}`,
  licence: '许可',
  licences: { notStated: '发布者未说明', ofItsOwn: '自有许可', unknownLicence: '未知' },
  browserStorage: '浏览器存储',
  kept: (quota) => `浏览器${quota === null ? '' : `最多允许 ${quota}，并`}会一直保留，直到你删除。`,
  notKept: (quota) => (quota === null ? '空间不足时浏览器可能会清除。' : `浏览器最多允许 ${quota}，空间不足时可能会清除。`),
  inMemory: '此浏览器不允许本页存储任何数据：模型只在内存中，下次会重新下载。',
  byHand: '手动选择',
}

export const modelWords = { en, zh }
export type ModelWords = typeof en
