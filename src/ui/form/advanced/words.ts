// The words of the Advanced settings, apart from the form's because they come with the panel. The fields' names are the form's;
// here stands one line on what each does.
import type { OptionalId } from '../../../core/request/fields'

const en = {
  reset: 'Reset advanced',
  unlimited: 'no limit',
  none: 'none',
  preview: 'Preview',
  previews: { fast: 'Fast', full: 'Full' },
  previewHelp: 'Fast turns the latent straight into colours. Full runs the decoder at every step: true to the picture, but slower.',
  rngHelp: 'CPU draws the same noise as PyTorch, NV the same as a CUDA card. One seed makes a different picture in each.',
  help: {
    eta: 'How much of the noise each step draws afresh: 0 none, 1 all that the method allows.',
    sChurn: 'Adds some noise before each step for the step to remove, which mends small errors. 0 is off.',
    sTmin: 'Below this noise level nothing is churned.',
    sTmax: 'Above this noise level nothing is churned.',
    sNoise: 'Multiplies the noise that is added on the way; a little above 1 keeps more texture.',
    variationStrength: 'From the seed’s own noise (0) to the variation seed’s (1). Small steps keep the composition.',
    variationSeed: 'The seed to go towards. It counts once the strength is above 0.',
    ensd: 'Added to the seed for the noise drawn after the start; NovelAI used 31337.',
    rescale: 'Takes back the contrast that strong guidance adds. 0.7 is usual, 0 is off.',
    skipUncondBelow: 'Below this noise level every second step leaves out the negative prompt: faster, nearly the same.',
    projectionEta: 'How much of the push along the picture itself stays; it makes colours harsh. 1 is off, 0 removes it (APG).',
    projectionMaxNorm: 'The longest push that guidance may give in one step (APG’s norm threshold).',
  } satisfies Partial<Record<OptionalId, string>>,
  sampler: 'Sampler options',
  seed: {
    label: 'Seed variations',
    another: 'Another variation seed',
    sizeHelp: 'The size this seed was found at: keeps its composition when the picture gets another size.',
    same: 'same',
    reseedingUnused: (sampler: string) => `${sampler} does not use it; Euler a, DPM2 a and DPM++ 2S a do.`,
  },
  guidance: {
    label: 'Guidance extras',
    off: 'Guidance is off at 1, so these have no effect.',
    intervalHelp: 'Guides only between these noise levels. Unguided first steps give variety, unguided last ones save time.',
    range: (high: string, low: string) => `This run goes from σ ${high} down to ${low}.`,
    projectionWins: 'Projection is on, so rescale is not used.',
  },
}

const zh: typeof en = {
  reset: '重置高级设置',
  unlimited: '不限',
  none: '无',
  preview: '预览',
  previews: { fast: '快速', full: '完整' },
  previewHelp: '“快速”把潜变量直接映射为颜色；“完整”每一步都运行解码器，与成品一致，但更慢。',
  rngHelp: 'CPU 与 PyTorch 的噪声一致，NV 与 CUDA 显卡的噪声一致。同一种子在两者中画面不同。',
  help: {
    eta: '每一步重新抽取多少噪声：0 为不抽取，1 为该方法允许的上限。',
    sChurn: '每步之前先加一点噪声再去除，可修正小误差。0 为关闭。',
    sTmin: '噪声低于此值时不扰动。',
    sTmax: '噪声高于此值时不扰动。',
    sNoise: '途中所加噪声的倍数；略大于 1 可保留更多纹理。',
    variationStrength: '从种子自身的噪声 (0) 过渡到变化种子的噪声 (1)；数值小则构图不变。',
    variationSeed: '过渡到的那个种子；强度大于 0 时才起作用。',
    ensd: '起始之后抽取噪声时加到种子上的数；NovelAI 用 31337。',
    rescale: '收回强引导带来的过高对比度。常用 0.7，0 为关闭。',
    skipUncondBelow: '噪声低于此值时每隔一步省去反向提示词：更快，结果几乎不变。',
    projectionEta: '沿画面自身方向的推动会使色彩过浓，此值为保留的比例。1 为关闭，0 为全部去除 (APG)。',
    projectionMaxNorm: '引导在一步中的最大推动长度（APG 的范数阈值）。',
  },
  sampler: '采样器选项',
  seed: {
    label: '种子变化',
    another: '换一个变化种子',
    sizeHelp: '当初得到这个种子的图片尺寸：换尺寸时可保持原来的构图。',
    same: '不变',
    reseedingUnused: (sampler) => `${sampler} 用不到它；Euler a、DPM2 a 与 DPM++ 2S a 会用到。`,
  },
  guidance: {
    label: '引导附加项',
    off: '引导强度为 1 即关闭引导，以下各项不起作用。',
    intervalHelp: '只在这两个噪声级之间引导：开头不引导更多样，结尾不引导更省时。',
    range: (high, low) => `本次运行的 σ 从 ${high} 降到 ${low}。`,
    projectionWins: '投影已启用，重缩放不起作用。',
  },
}

export const advancedWords = { en, zh }
