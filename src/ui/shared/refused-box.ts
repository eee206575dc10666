// A form with a number in it that was refused (use-typed.ts) makes no picture: it would be one of another number than stands there.

/** Shows the first refused box, unfolding what it lies in; false when there is none. */
export function showRefusedBox(form: HTMLFormElement): boolean {
  const refused = [...form.elements].find((element): element is HTMLInputElement => element instanceof HTMLInputElement && element.validity.customError)
  if (!refused) return false
  for (let around = refused.closest('details'); around; around = around.parentElement?.closest('details') ?? null) around.open = true
  refused.focus()
  return true
}
