// What is said when the form can be filled from a picture, and of what came of it.

const en = {
  offer: 'These look like the settings of a picture.',
  accept: 'Fill the form',
  unknown: (fields: string) => `Not known here and left out: ${fields}.`,
  changed: (changes: string) => `Brought into range: ${changes}.`,
  undo: 'Undo',
  notes: {
    filled: 'The form is filled from the picture’s settings.',
    'no-picture': 'Settings can be read from PNG, JPEG and WebP pictures only.',
    'too-large': 'This picture is too large to be read for its settings: at most 256 MB.',
    unreadable: 'This file could not be read. Choose it again.',
    'no-settings': 'This file carries no settings.',
    'not-fetched': 'What reads settings could not be fetched. Check the connection and try again.',
  },
}

const zh: typeof en = {
  offer: '这看起来是一张图片的参数。',
  accept: '填入表单',
  unknown: (fields) => `此处无法识别、已略过：${fields}。`,
  changed: (changes) => `超出范围、已调整：${changes}。`,
  undo: '撤销',
  notes: {
    filled: '已按图片的参数填好表单。',
    'no-picture': '只能从 PNG、JPEG 和 WebP 图片读取参数。',
    'too-large': '图片过大，无法读取参数：最大 256 MB。',
    unreadable: '无法读取此文件。请重新选择。',
    'no-settings': '此文件不含参数。',
    'not-fetched': '未能取得读取参数的程序。请检查网络后重试。',
  },
}

export const fillWords = { en, zh }
