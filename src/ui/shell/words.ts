// What frames every room: the header, the way from room to room, what the machine can do, a new version.
import type { RoomName } from '../../state/place'

const en = {
  tagline: 'Pictures develop here, on your own machine.',
  language: { switchTo: '中文', label: 'Switch to Chinese' },
  theme: { system: 'Theme: as the system', dark: 'Theme: dark', light: 'Theme: light' },
  machine: {
    asking: 'Looking at this machine…',
    software: 'software renderer',
    f16: 'half precision',
    f32: 'single precision',
  },
  onWasm: {
    'no-webgpu': 'This browser has no WebGPU, so pictures are made on the processor with WebAssembly: it works, only slower.',
    'no-adapter': 'WebGPU found no graphics card here, so pictures are made on the processor with WebAssembly: it works, only slower.',
    'no-answer': 'The graphics driver does not answer, so pictures are made on the processor with WebAssembly: it works, only slower. Restarting the browser may bring it back.',
    'software-adapter': 'This browser only offers a software GPU; WebAssembly is faster here, so pictures are made with that. It works, only slower than a graphics card.',
    forced: 'WebGPU is switched off by this address, so pictures are made on the processor with WebAssembly: it works, only slower.',
  },
  navigation: 'Rooms',
  rooms: { studio: 'Studio', compare: 'Compare', models: 'Models' } satisfies Record<RoomName, string>,
  roomFailed: 'This room could not be fetched.',
  update: { ready: 'A new version is ready.', apply: 'Reload', later: 'Later' },
}

const zh: typeof en = {
  tagline: '在你自己的电脑上，让画面慢慢显影。',
  language: { switchTo: 'English', label: '切换到英文' },
  theme: { system: '主题：跟随系统', dark: '主题：深色', light: '主题：浅色' },
  machine: {
    asking: '正在查看这台设备…',
    software: '软件渲染',
    f16: '半精度',
    f32: '单精度',
  },
  onWasm: {
    'no-webgpu': '此浏览器没有 WebGPU，图片改由处理器通过 WebAssembly 生成：功能不变，只是慢一些。',
    'no-adapter': 'WebGPU 没有找到可用的显卡，图片改由处理器通过 WebAssembly 生成：功能不变，只是慢一些。',
    'no-answer': '显卡驱动没有响应，图片改由处理器通过 WebAssembly 生成：功能不变，只是慢一些。重启浏览器也许能恢复。',
    'software-adapter': '此浏览器只提供软件模拟的 GPU，WebAssembly 反而更快，图片因此由它生成：功能不变，只是比显卡慢。',
    forced: '此网址关闭了 WebGPU，图片改由处理器通过 WebAssembly 生成：功能不变，只是慢一些。',
  },
  navigation: '导航',
  rooms: { studio: '画室', compare: '对比', models: '模型' },
  roomFailed: '这个页面未能载入。',
  update: { ready: '新版本已就绪。', apply: '重新加载', later: '以后再说' },
}

export const shellWords = { en, zh }
export type ShellWords = typeof en
