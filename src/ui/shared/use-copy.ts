// Copying a text, and for two seconds what came of it, for the button that was pressed.
import { useRef, useState } from 'preact/hooks'

export interface Copied<What> { what: What; ok: boolean }

export function useCopy<What extends string>(): [copied: Copied<What> | null, copy: (what: What, text: string) => Promise<void>] {
  const [copied, setCopied] = useState<Copied<What> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const copy = async (what: What, text: string) => {
    let ok = true
    try {
      // Missing on insecure origins, whatever the types say.
      await navigator.clipboard.writeText(text)
    } catch {
      ok = false
    }
    if (timer.current !== null) clearTimeout(timer.current)
    setCopied({ what, ok })
    timer.current = setTimeout(() => setCopied(null), 2000)
  }
  return [copied, copy]
}
