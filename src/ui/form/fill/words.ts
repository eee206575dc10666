// What is said when the form can be filled from a picture, and of what came of it.

const en = {
  offer: 'These look like the settings of a picture.',
  accept: 'Fill the form',
  filled: 'The form is filled from the picture’s settings.',
  unknown: (fields: string) => `Not known here and left out: ${fields}.`,
  undo: 'Undo',
  noPng: 'Settings can be read from PNG files only.',
  noSettings: 'This file carries no settings.',
}

const zh: typeof en = {
  offer: '这看起来是一张图片的参数。',
  accept: '填入表单',
  filled: '已按图片的参数填好表单。',
  unknown: (fields) => `此处无法识别、已略过：${fields}。`,
  undo: '撤销',
  noPng: '只能从 PNG 文件读取参数。',
  noSettings: '此文件不含参数。',
}

export const fillWords = { en, zh }
