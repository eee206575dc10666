// A text into the clipboard.

/** Whether the browser let it. The clipboard is missing on a page that came without encryption, whatever the types say. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
