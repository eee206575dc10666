// The schedules a person can choose, with AUTOMATIC1111's names. 'custom' needs a list of its own and so is no choice here.
import type { ScheduleName } from '../schedule'

const words: Record<Exclude<ScheduleName, 'custom'>, { name: string; help: { en: string; zh: string } }> = {
  normal: { name: 'Normal', help: { en: 'Even steps over the training timesteps.', zh: '在训练时间步上均匀取步。' } },
  karras: { name: 'Karras', help: { en: 'More steps at low noise, where detail is made; good with few steps.', zh: '低噪声处步数更密，利于细节；步数少时效果好。' } },
  exponential: { name: 'Exponential', help: { en: 'Even steps in the logarithm of the noise.', zh: '在噪声的对数上均匀取步。' } },
  polyexponential: { name: 'Polyexponential', help: { en: 'A power of even steps in the logarithm of the noise.', zh: '在噪声对数上按幂次取步。' } },
  sgm_uniform: { name: 'SGM Uniform', help: { en: 'Even timesteps without the last one, as Stability’s generative models use.', zh: '均匀时间步但不含最后一步，与 SGM 一致。' } },
  kl_optimal: { name: 'KL Optimal', help: { en: 'Steps that keep the Kullback–Leibler bound small.', zh: '使 KL 上界较小的取步。' } },
  align_your_steps: { name: 'Align Your Steps', help: { en: 'Levels searched for by NVIDIA; best at ten steps.', zh: 'NVIDIA 搜索得到的噪声级；约十步时最佳。' } },
  simple: { name: 'Simple', help: { en: 'Every n-th level of the training schedule.', zh: '每隔 n 级取一个训练噪声级。' } },
  ddim_uniform: { name: 'DDIM Uniform', help: { en: 'The timesteps of DDIM.', zh: 'DDIM 的时间步。' } },
  beta: { name: 'Beta', help: { en: 'Dense at both ends, sparse in between.', zh: '两端密、中间疏。' } },
}

export const scheduleChoices = Object.entries(words).map(([id, choice]) => ({ id, ...choice }))
