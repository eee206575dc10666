// What each schedule is like, in a line.
import type { ChosenSchedule } from './catalogue'

const en = {
  normal: 'Even steps over the training timesteps.',
  karras: 'More steps at low noise, where detail is made; good with few steps.',
  exponential: 'Even steps in the logarithm of the noise.',
  polyexponential: 'A power of even steps in the logarithm of the noise.',
  sgm_uniform: 'Even timesteps without the last one, as Stability’s generative models use.',
  kl_optimal: 'Steps that keep the Kullback–Leibler bound small.',
  align_your_steps: 'Levels searched for by NVIDIA; best at ten steps.',
  simple: 'Every n-th level of the training schedule.',
  ddim_uniform: 'The timesteps of DDIM.',
  beta: 'Dense at both ends, sparse in between.',
} satisfies Record<ChosenSchedule, string>

const zh: typeof en = {
  normal: '在训练时间步上均匀取步。',
  karras: '低噪声处步数更密，利于细节；步数少时效果好。',
  exponential: '在噪声对数上均匀取步。',
  polyexponential: '在噪声对数上按幂次取步。',
  sgm_uniform: '均匀取时间步，但不含最后一步，与 Stability 的生成模型一致。',
  kl_optimal: '让 KL 散度的上界保持较小。',
  align_your_steps: 'NVIDIA 搜索得到的噪声级；十步左右效果最佳。',
  simple: '每隔 n 级取一个训练噪声级。',
  ddim_uniform: 'DDIM 的时间步。',
  beta: '两端密、中间疏。',
}

export const scheduleWords = { en, zh }
