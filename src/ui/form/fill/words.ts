// What is said when the form can be filled from a picture, and of what came of it.

const en = {
  offer: 'These look like the settings of a picture.',
  accept: 'Fill the form',
  filled: 'The form is filled from the picture’s settings.',
  unknown: (fields: string) => `Not known here and left out: ${fields}.`,
  changed: (changes: string) => `Brought into range: ${changes}.`,
  undo: 'Undo',
  noPng: 'Settings can be read from PNG files only.',
  noSettings: 'This file carries no settings.',
  notFetched: 'What reads settings could not be fetched. Check the connection and try again.',
}

const zh: typeof en = {
  offer: '这看起来是一张图片的参数。',
  accept: '填入表单',
  filled: '已按图片的参数填好表单。',
  unknown: (fields) => `此处无法识别、已略过：${fields}。`,
  changed: (changes) => `超出范围、已调整：${changes}。`,
  undo: '撤销',
  noPng: '只能从 PNG 文件读取参数。',
  noSettings: '此文件不含参数。',
  notFetched: '未能取得读取参数的程序。请检查网络后重试。',
}

export const fillWords = { en, zh }
