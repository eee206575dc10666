// Numbers as people read them. Not localised beyond the words given: digits and SI units are the same in both languages.
import type { SharedWords } from './words'

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = ''
  for (const next of units) {
    value /= 1000
    unit = next
    if (value < 999.5) break
  }
  return `${value.toFixed(value < 99.95 ? 1 : 0)} ${unit}`
}

export function formatMs(ms: number, words: SharedWords): string {
  if (ms < 995) return `${Math.round(ms)} ms`
  return formatElapsed(ms, words)
}

/** For a running clock, which would flicker in milliseconds. */
export function formatElapsed(ms: number, words: SharedWords): string {
  const seconds = ms / 1000
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return words.minutes(Math.floor(whole / 60), whole % 60)
}

/** For the live region and the countdown, where tenths would only flicker. */
export function formatSeconds(seconds: number, words: SharedWords): string {
  const whole = Math.max(1, Math.round(seconds))
  return whole < 60 ? `${whole} s` : words.minutes(Math.floor(whole / 60), whole % 60)
}
