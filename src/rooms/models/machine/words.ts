// The words around the self-test of the machine; the report itself is for those who mend faults and is the same in every language.

const en = {
  intro: 'For a report of a fault: what this browser offers, what was tried of it, and how far the results were from the processor’s.',
  ended: {
    passed: (what: string) => `${what}: tried, and right.`,
    failed: (what: string) => `${what}: tried, and wrong, so it is not used.`,
    unanswered: (what: string) => `${what}: no answer came when it was tried, so it is not used this time.`,
  },
  trial: { half: 'Half precision in Darkroom’s own kernels', subgroups: 'Sums over subgroups', 'runtime-half': 'Half precision in the ONNX runtime' },
  copy: 'Copy the report',
  copied: 'Copied.',
  notCopied: 'The browser does not let it be copied: select the text and copy it.',
}

const zh: typeof en = {
  intro: '供反馈问题时使用：此浏览器提供什么、试过什么，以及结果与处理器相差多少。',
  ended: {
    passed: (what) => `${what}：已试，结果正确。`,
    failed: (what) => `${what}：已试，结果有误，因此不使用。`,
    unanswered: (what) => `${what}：试用时没有得到回应，因此本次不使用。`,
  },
  trial: { half: 'Darkroom 自身内核的半精度', subgroups: '子组求和', 'runtime-half': 'ONNX 运行时的半精度' },
  copy: '复制报告',
  copied: '已复制。',
  notCopied: '浏览器不允许复制：请选中文字后自行复制。',
}

export const machineWords = { en, zh }
