// The guidance scale as the features that an LCM network takes beside the timestep (its timestep_cond).
// diffusers' LatentConsistencyModelPipeline.get_guidance_scale_embedding; w = guidance - 1.

/** [width]: sines, then cosines of 1000·w at falling frequencies. */
export function guidanceEmbedding(guidance: number, width: number): number[] {
  const half = Math.floor(width / 2)
  const angles = Array.from({ length: half }, (_, k) => 1000 * (guidance - 1) * Math.exp((-Math.log(10000) / (half - 1)) * k))
  const features = [...angles.map(Math.sin), ...angles.map(Math.cos)]
  return width % 2 === 1 ? [...features, 0] : features
}
