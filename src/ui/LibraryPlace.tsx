// Where the model library opens. Its code comes when it is first opened.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { useStudio } from './shared/context'

const dialog = signal<ComponentType | null>(null)

export function LibraryPlace() {
  const { open } = useStudio().files
  useEffect(() => {
    // A failed fetch closes it again: the next press asks once more.
    void import('../rooms/models/Room').then(({ LibraryDialog }) => { dialog.value = LibraryDialog }, () => { open.value = false })
  }, [])
  const Dialog = dialog.value
  return Dialog && <Dialog />
}
