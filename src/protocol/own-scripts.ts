// Where the browser has Trusted Types, the page's policy lets an address become a script only through the one rule below (scripts/policy-plugin.ts).
// It is the default one because the addresses are made elsewhere: the bundler looks for `new Worker(new URL(…))` as it stands, and the
// ONNX runtime starts its threads itself.

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (address: string) => string }): void
}

/** Call once in a thread, before it starts another or registers the service worker. */
export function trustOwnScripts({ trustedTypes }: { trustedTypes?: TrustedTypes } = globalThis as object, here = location.href): void {
  trustedTypes?.createPolicy('default', {
    createScriptURL(address) {
      if (new URL(address, here).origin !== new URL(here).origin) throw new TypeError(`no script of this app: ${address}`)
      return address
    },
  })
}
