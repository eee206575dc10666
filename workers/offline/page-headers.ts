// The headers that every answer of the app has: from `npm start`, from the service worker, and, in dist/_headers, from hosts that read it.
// One list for all of them: vite.config.ts imports it too. What the policy says and why: scripts/policy-plugin.ts.

export const pageHeaders: Record<string, string> = {
  // Cross-origin isolation, which is what gives wasm its threads.
  'Cross-Origin-Opener-Policy': 'same-origin',
  // Not `credentialless`: Safari has only require-corp.
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  // Hubs are not told which address a person makes pictures at.
  'Referrer-Policy': 'no-referrer',
}

/** The policy that a built page states about itself, null when it states none. */
export function policyIn(html: string): string | null {
  return /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? null
}

/** `policy` null = of a page that states none. */
export function headersWith(policy: string | null): Record<string, string> {
  // A page's own statement cannot say who may frame it: browsers heed that in a header only.
  const whole = [...(policy === null ? [] : [policy]), "frame-ancestors 'self'"].join('; ')
  return { ...pageHeaders, 'Content-Security-Policy': whole }
}
