// The name of every field of the table, as the form and the axes of a comparison show it. A new field needs one line here.
import type { FieldId } from '../../core/request/fields'

type Labels = Record<FieldId, string>

const en: Labels = {
  prompt: 'Prompt', negative: 'Negative prompt', steps: 'Steps', sampler: 'Sampler', schedule: 'Schedule', guidance: 'Guidance', seed: 'Seed',
  width: 'Width', height: 'Height', model: 'Model', rng: 'Noise',
  variationSeed: 'Variation seed', variationStrength: 'Variation strength', seedWidth: 'Seed width', seedHeight: 'Seed height', ensd: 'ENSD',
  eta: 'Eta', sChurn: 'Churn', sTmin: 'Churn from σ', sTmax: 'Churn up to σ', sNoise: 'Noise strength',
  skipUncondBelow: 'Skip below σ', rescale: 'Rescale φ', intervalLow: 'Guide above σ', intervalHigh: 'Guide up to σ', projectionEta: 'Projection η', projectionMaxNorm: 'Projection limit',
}

const zh: Labels = {
  prompt: '提示词', negative: '反向提示词', steps: '步数', sampler: '采样器', schedule: '噪声调度', guidance: '引导强度', seed: '种子',
  width: '宽', height: '高', model: '模型', rng: '噪声',
  variationSeed: '变化种子', variationStrength: '变化强度', seedWidth: '种子宽', seedHeight: '种子高', ensd: 'ENSD',
  eta: 'Eta', sChurn: '扰动 (churn)', sTmin: '扰动下限 σ', sTmax: '扰动上限 σ', sNoise: '噪声倍率',
  skipUncondBelow: '低于 σ 时跳过', rescale: '重缩放 φ', intervalLow: '引导下限 σ', intervalHigh: '引导上限 σ', projectionEta: '投影 η', projectionMaxNorm: '投影上限',
}

export const fieldLabels = { en, zh }
