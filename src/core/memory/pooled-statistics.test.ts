import { expect, test } from 'vitest'
import { pooledStatistics } from './pooled-statistics'

const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const varianceOf = (values: number[]) => meanOf(values.map((value) => (value - meanOf(values)) ** 2))

test('statistics of parts of different area come to those of the whole', () => {
  const whole = Array.from({ length: 60 }, (_, k) => Math.sin(k) * (1 + k / 10) + k / 20)
  const parts = [whole.slice(0, 10), whole.slice(10, 45), whole.slice(45)].map((values) => ({ area: values.length, statistics: Float32Array.of(meanOf(values), varianceOf(values)) }))
  const [mean, variance] = pooledStatistics(parts)
  expect(mean).toBeCloseTo(meanOf(whole), 5)
  expect(variance).toBeCloseTo(varianceOf(whole), 4)
})
