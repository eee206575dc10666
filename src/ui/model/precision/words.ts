// Words about precisions.

const en = {
  legend: 'Precision',
  inUse: (id: string) => `Precision: ${id}`,
  passedOver: (wish: string, used: string) => `${wish} was chosen before and cannot run here, so ${used} is used.`,
  automaticHelp: 'The first in this list that runs here.',
  about: {
    fp32: 'The reference. Computes in single precision.',
    fp16: 'Half the arithmetic: fastest on most graphics cards.',
    q8: 'Weights in 8 bits, computed in single precision.',
    q8f16: 'Weights in 8 bits, computed in half precision.',
    q4: 'Weights in 4 bits: the smallest, and visibly coarser.',
  },
  needsHalf: 'Needs half precision (shader-f16), which this graphics card does not offer.',
  needsGpu: 'Needs WebGPU with half precision (shader-f16).',
  psnrHelp: 'dB: how close its pictures come to fp32’s. From 40 on the eye sees no difference.',
}

const zh: typeof en = {
  legend: '精度',
  inUse: (id) => `精度：${id}`,
  passedOver: (wish, used) => `之前选择的 ${wish} 无法在此运行，已改用 ${used}。`,
  automaticHelp: '按列表顺序，选用此设备能运行的第一项。',
  about: {
    fp32: '参考标准，以单精度计算。',
    fp16: '以半精度计算，在多数显卡上最快。',
    q8: '8 位权重，以单精度计算。',
    q8f16: '8 位权重，以半精度计算。',
    q4: '4 位权重，体积最小，画面略粗。',
  },
  needsHalf: '需要半精度（shader-f16），这块显卡不支持。',
  needsGpu: '需要支持半精度（shader-f16）的 WebGPU。',
  psnrHelp: 'dB：画面与 fp32 的接近程度；40 以上肉眼看不出差别。',
}

export const precisionWords = { en, zh }
