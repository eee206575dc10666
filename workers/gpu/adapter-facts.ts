// What an adapter says of itself, for a report of a fault.
import type { AdapterFacts } from '../../src/protocol/machine'
import { findAdapter } from '../ort/adapter'
import { deviceFor } from '../ort/device'

export async function adapterFacts(subgroups: boolean, find = findAdapter): Promise<AdapterFacts | null> {
  const adapter = await find()
  if (typeof adapter === 'string') return null
  const { vendor, architecture, device, description } = adapter.info
  const { requiredFeatures, requiredLimits } = deviceFor(adapter, subgroups)
  return {
    vendor, architecture, device, description,
    features: [...adapter.features].toSorted(),
    asked: [...requiredFeatures!],
    limits: { ...requiredLimits } as Record<string, number>,
  }
}
