import { quietLibsignal } from './quiet-libsignal.ts'

export type Baileys = typeof import('baileys')

let loading: Promise<Baileys> | undefined

/**
 * Baileys, imported at the first call (0.2 s, some 60 MB): a process without QR channels never pays for it.
 * libsignal is silenced before it can print a session.
 */
export function loadBaileys(): Promise<Baileys> {
  loading ??= importBaileys()
  return loading
}

async function importBaileys(): Promise<Baileys> {
  quietLibsignal()
  return import('baileys')
}
