// The words of the form. `fields` is the name of every field of the table, here and wherever a field is named: a new field is one
// line in each language.
import type { FieldId } from '../../core/request/fields'
import type { SamplerGroupName } from '../../state/sampler-groups'

const en = {
  fields: {
    prompt: 'Prompt', negative: 'Negative prompt', steps: 'Steps', sampler: 'Sampler', schedule: 'Schedule', guidance: 'Guidance', seed: 'Seed',
    width: 'Width', height: 'Height', model: 'Model', rng: 'Noise',
    variationSeed: 'Variation seed', variationStrength: 'Variation strength', seedWidth: 'Seed width', seedHeight: 'Seed height', ensd: 'ENSD',
    eta: 'Eta', sChurn: 'Churn', sTmin: 'Churn from σ', sTmax: 'Churn up to σ', sNoise: 'Noise strength',
    skipUncondBelow: 'Skip below σ', rescale: 'Rescale φ', intervalLow: 'Guide above σ', intervalHigh: 'Guide up to σ', projectionEta: 'Projection η', projectionMaxNorm: 'Projection limit',
  } satisfies Record<FieldId, string>,
  label: 'Settings',
  varied: (axis: string) => `On the ${axis} axis`,
  promptVaried: (axis: string) => `The prompts of the ${axis} axis are used instead.`,
  promptHint: 'Describe a picture…',
  negativeHint: 'What to keep out of it',
  tokens: (count: number, most: number) => `${count} of ${most} tokens`,
  textCut: (count: number, most: number, rest: string) => `${count} tokens, of which the model reads ${most}. It did not read “${rest}”.`,
  example: 'Try an example',
  guidanceOff: 'At guidance 1 the negative prompt has no effect, and a step takes about half the work.',
  cfgPlusPlus: (scale: string, real: string) => `DDIM CFG++ divides guidance by 12.5: ${scale} acts as ${real}.`,
  samplerGroups: {
    recommended: 'Recommended', deterministic: 'Deterministic: same seed, same path', stochastic: 'Stochastic: fresh noise at every step',
    'few-step': 'For few-step (distilled) models', flow: 'For flow-matching models',
  } satisfies Record<SamplerGroupName, string>,
  isModelDefault: '★ This model’s default. ',
  automaticHelp: 'Automatic is the schedule that suits the sampler.',
  seedHint: 'Random',
  dice: 'A new random seed for every picture',
  reuse: 'Reuse the seed of the last picture',
  advanced: 'Advanced',
  changed: 'changed',
  ignored: (keys: string) => `This link has settings that this version does not know, so they were left out: ${keys}.`,
  changedByLink: (changes: string) => `This link asks for more or less than there is, so these were brought into range: ${changes}.`,
  instant: 'Instant preview',
  instantHelp: 'Draws your words in four quick steps while you type.',
  choose: 'From a picture',
}

const zh: typeof en = {
  fields: {
    prompt: '提示词', negative: '反向提示词', steps: '步数', sampler: '采样器', schedule: '噪声调度', guidance: '引导强度', seed: '种子',
    width: '宽', height: '高', model: '模型', rng: '噪声',
    variationSeed: '变化种子', variationStrength: '变化强度', seedWidth: '种子宽', seedHeight: '种子高', ensd: 'ENSD',
    eta: 'Eta', sChurn: '扰动 (churn)', sTmin: '扰动下限 σ', sTmax: '扰动上限 σ', sNoise: '噪声倍率',
    skipUncondBelow: '低于 σ 时跳过', rescale: '重缩放 φ', intervalLow: '引导下限 σ', intervalHigh: '引导上限 σ', projectionEta: '投影 η', projectionMaxNorm: '投影上限',
  },
  label: '设置',
  varied: (axis) => `由 ${axis} 轴决定`,
  promptVaried: (axis) => `将改用 ${axis} 轴上的提示词。`,
  promptHint: '描述一幅画面…',
  negativeHint: '不希望出现的内容',
  tokens: (count, most) => `${count} 个词元，最多 ${most} 个`,
  textCut: (count, most, rest) => `共 ${count} 个词元，模型只读前 ${most} 个，未读到“${rest}”。`,
  example: '试一个例子',
  guidanceOff: '引导强度为 1 时反向提示词不起作用，每步计算量约减半。',
  cfgPlusPlus: (scale, real) => `DDIM CFG++ 会把引导强度除以 12.5：${scale} 相当于 ${real}。`,
  samplerGroups: {
    recommended: '推荐', deterministic: '确定性：同一种子，同一路径', stochastic: '随机性：每步加入新噪声',
    'few-step': '少步（蒸馏）模型专用', flow: '流匹配模型专用',
  },
  isModelDefault: '★ 此模型的默认项。',
  automaticHelp: '“自动”会选用适合该采样器的调度。',
  seedHint: '随机',
  dice: '每张图片都用新的随机种子',
  reuse: '沿用上一张的种子',
  advanced: '高级',
  changed: '已更改',
  ignored: (keys) => `链接中有此版本无法识别的设置，已略过：${keys}。`,
  changedByLink: (changes) => `链接中有超出范围的值，已调整：${changes}。`,
  instant: '即时预览',
  instantHelp: '输入时用四步快速画出你的描述。',
  choose: '取自图片',
}

export const formWords = { en, zh }
export type FormWords = typeof en
