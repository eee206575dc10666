// One entry of a list that a person chooses from and src/core knows: a sampler or a schedule.

export interface Choice {
  id: string
  name: string
  /** Of a sampler: draws fresh noise on its way. */
  stochastic?: boolean
}
