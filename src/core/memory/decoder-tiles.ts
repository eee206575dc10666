// How large the tiles of a decoder are, in latent places.

/** Of a core's side, where the picture is larger than that; a small picture is cut in two. */
const usualCore = 32

export const tileCore = (length: number): number => Math.min(usualCore, Math.ceil(length / 2))

/** How far outside its core a tile of one doubling looks, in pixels that go in: seven convolutions reach 4 far, TAESD's ten 5.5. */
export const stageHalo = 6

/** What that comes to for the last of three doublings, in latent places: there the memory goes. */
export const lastMargin = 2
