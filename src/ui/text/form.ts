// Words of the form's smaller parts: what guidance means to CFG++, the changed mark, filling the form from a picture.

const en = {
  changed: 'changed',
  cfgPlusPlus: (scale: string, real: string) => `DDIM CFG++ divides guidance by 12.5: ${scale} acts as ${real}.`,
  choose: 'From a picture',
  offer: 'These look like the settings of a picture.',
  accept: 'Fill the form',
  filled: 'The form is filled from the picture’s settings.',
  unknown: (fields: string) => `Not known here and left out: ${fields}.`,
  undo: 'Undo',
  dismiss: 'Dismiss',
  noPng: 'Settings can be read from PNG files only.',
  noSettings: 'This file carries no settings.',
}

const zh: typeof en = {
  changed: '已更改',
  cfgPlusPlus: (scale, real) => `DDIM CFG++ 会把引导强度除以 12.5：${scale} 相当于 ${real}。`,
  choose: '取自图片',
  offer: '这看起来是一张图片的参数。',
  accept: '填入表单',
  filled: '已按图片的参数填好表单。',
  unknown: (fields) => `此处不支持、已略过：${fields}。`,
  undo: '撤销',
  dismiss: '关闭',
  noPng: '只能从 PNG 文件读取参数。',
  noSettings: '此文件不含参数。',
}

export const formText = { en, zh }
