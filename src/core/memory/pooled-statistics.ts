// Statistics of a whole picture out of those of its tiles, for the norms of a decoder that runs
// in tiles.

/** Means and variances of parts, each part counting with its area. [groups means, groups variances] */
export function pooledStatistics(parts: readonly { area: number; statistics: Float32Array }[]): Float32Array {
  const groups = (parts[0]?.statistics.length ?? 0) / 2
  const total = parts.reduce((sum, { area }) => sum + area, 0)
  const pooled = new Float32Array(2 * groups)
  for (let group = 0; group < groups; group++) {
    const mean = parts.reduce((sum, { area, statistics }) => sum + area * statistics[group]!, 0) / total
    pooled[group] = mean
    pooled[groups + group] = parts.reduce((sum, { area, statistics }) => sum + area * (statistics[groups + group]! + (statistics[group]! - mean) ** 2), 0) / total
  }
  return pooled
}
