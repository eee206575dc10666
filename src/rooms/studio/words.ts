// The words of the studio: the picture, how it came about, what can be done with it.

const en = {
  generate: 'Generate',
  idle: 'Ready when you are.',
  notReady: 'The model is not ready.',
  failed: 'No picture this time.',
  elapsed: (time: string) => `${time} elapsed`,
  instant: {
    hint: 'Generate makes the picture itself',
    drawing: 'Drawing an instant preview…',
    loading: 'Fetching the network for instant previews…',
    failed: 'No instant preview this time.',
    picture: (prompt: string) => `Instant preview: ${prompt}`,
  },
  easel: {
    label: 'Picture',
    emptyTitle: 'Nothing in the tray yet',
    emptyText: 'Write what you would like to see, or start from one of these.',
    making: (prompt: string) => `Developing: ${prompt}`,
    picture: (prompt: string) => `Picture: ${prompt}`,
    follow: 'Back to the one developing',
  },
  strip: {
    label: 'Steps of this picture',
    hint: 'Slide along the strip to see how it developed.',
    value: (k: number, n: number, sigma: string) => `Step ${k} of ${n}, σ ${sigma}`,
    finished: 'Finished picture',
    later: 'Its steps can be looked at once nothing is being made.',
    gone: 'The steps of this picture are not kept. Generate it again to see how it developed.',
    previous: 'Previous step',
    next: 'Next step',
  },
  result: {
    download: 'Download PNG',
    copySettings: 'Copy settings',
    useSeed: 'Use seed',
  },
}

const zh: typeof en = {
  generate: '生成',
  idle: '随时可以开始。',
  notReady: '模型尚未就绪。',
  failed: '这次未能生成图片。',
  elapsed: (time) => `已用 ${time}`,
  instant: {
    hint: '点击“生成”得到正式图片',
    drawing: '正在绘制即时预览…',
    loading: '正在下载即时预览所用的网络…',
    failed: '这次未能绘制即时预览。',
    picture: (prompt) => `即时预览：${prompt}`,
  },
  easel: {
    label: '画面',
    emptyTitle: '显影盘还是空的',
    emptyText: '写下你想看到的画面，或从下面选一句开始。',
    making: (prompt) => `正在显影：${prompt}`,
    picture: (prompt) => `图片：${prompt}`,
    follow: '回到正在显影的图片',
  },
  strip: {
    label: '这张图片的每一步',
    hint: '沿胶片滑动，看它如何显影。',
    value: (k, n, sigma) => `第 ${k} 步，共 ${n} 步，σ ${sigma}`,
    finished: '成品',
    later: '全部生成完毕后，即可查看它的每一步。',
    gone: '这张图片的每一步没有保留。再生成一次即可看到它如何显影。',
    previous: '上一步',
    next: '下一步',
  },
  result: {
    download: '下载 PNG',
    copySettings: '复制参数',
    useSeed: '使用此种子',
  },
}

export const studioWords = { en, zh }
export type StudioWords = typeof en
