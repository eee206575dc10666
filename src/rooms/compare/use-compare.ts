// The comparison's state, which has come with the room.
import type { Compare } from '../../state/compare'
import { useApp } from '../../ui/shared/context'

export function useCompare(): Compare {
  const compare = useApp().compare.now.value
  if (!compare) throw new Error('the room of comparisons is open without its state')
  return compare
}
