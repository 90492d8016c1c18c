import type { ChannelId, CompanyId } from '../../../domain/ids.ts'
import type { Vault } from '../../../domain/ports/vault.ts'

/** A file that a channel received, and until when it may be fetched by its address alone. */
export interface LinkedFile {
  company: CompanyId
  channel: ChannelId
  media: string
  expiresAt: number
}

/** How long the address of a received file works, from the message on. */
export const fileLinkMs = 7 * 86_400_000

/** Where the addresses of received files stand at every host of the server. */
export const fileLinkPath = '/media/'

const context = 'hubmessage file link'

/** The path of a file: it can neither be guessed nor changed, and tells nothing of what it names. */
export function toFileLink(vault: Vault, { company, channel, media, expiresAt }: LinkedFile): string {
  return fileLinkPath + vault.seal(JSON.stringify([company, channel, media, expiresAt]), context)
}

/** What the last part of such a path names; undefined for one that this server did not make, or whose time is over. */
export function fromFileLink(vault: Vault, sealed: string, now: number): LinkedFile | undefined {
  const plain = openQuietly(vault, sealed)
  if (plain === undefined) return undefined
  const [company, channel, media, expiresAt] = JSON.parse(plain) as [CompanyId, ChannelId, string, number]
  return expiresAt > now ? { company, channel, media, expiresAt } : undefined
}

function openQuietly(vault: Vault, sealed: string): string | undefined {
  try {
    return vault.open(sealed, context)
  } catch {
    return undefined
  }
}
