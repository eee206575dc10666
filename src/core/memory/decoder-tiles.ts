// How large the tiles of a decoder are, in latent places.

/** Of a core's side, where the picture is larger than that; a small picture is cut in two. */
const usualCore = 32

export const tileCore = (length: number): number => Math.min(usualCore, Math.ceil(length / 2))

/** How far outside its core a tile looks, for a decoder that nobody has measured: most of what Stable Diffusion's reaches. */
export const defaultHalo = 8
