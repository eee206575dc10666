// Linear maps from latents to RGB for previews: rows are channels. ComfyUI latent_formats.py.

export const sdLatentRgb = { rgbFactors: [[0.3512, 0.2297, 0.3227], [0.325, 0.4974, 0.235], [-0.2829, 0.1762, 0.2721], [-0.212, -0.2616, -0.7177]], rgbBias: [0, 0, 0] }
export const sdxlLatentRgb = { rgbFactors: [[0.3651, 0.4232, 0.4341], [-0.2533, -0.0042, 0.1068], [0.1076, 0.1111, -0.0362], [-0.3165, -0.2492, -0.2188]], rgbBias: [0.1084, -0.0175, -0.0011] }

/** The mean of the channels, for latents that nobody has fitted a map to. */
export function greyLatentRgb(channels: number): { rgbFactors: number[][]; rgbBias: number[] } {
  return { rgbFactors: Array.from({ length: channels }, () => Array<number>(3).fill(1 / channels)), rgbBias: [0, 0, 0] }
}
