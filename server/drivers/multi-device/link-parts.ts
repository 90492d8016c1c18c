import type { proto, WAMessageKey } from 'baileys'
import type { ChannelId, CompanyId } from '../../domain/ids.ts'
import type { Clock } from '../../domain/ports/clock.ts'
import type { Log } from '../../domain/ports/log.ts'
import type { OpenMedium } from '../../domain/ports/outgoing-media.ts'
import type { LineReports } from '../../domain/ports/pairing.ts'
import type { Storage } from '../../domain/ports/storage.ts'
import type { Vault } from '../../domain/ports/vault.ts'
import type { Backoff } from './backoff.ts'
import { createClientVersion } from './client-version.ts'
import { createContents, plainContent } from './contents.ts'
import { type CompanionLine, createLine } from './line.ts'
import { type LinkStore, openLinkStore } from './link-store.ts'
import { loadBaileys } from './load-baileys.ts'
import { plainHttpAgent } from './plain-http-agent.ts'
import { createReceivedMedia, type ReceivedMedia } from './received-media.ts'
import { createSentMedia } from './sent-media.ts'
import { createSentMessages } from './sent-messages.ts'
import { serviceAddress } from './service-address.ts'
import {
  type CompanionSocket,
  createLinkCaches,
  openSocket,
  type SocketListener,
  type SocketSettings,
} from './socket.ts'
import type { SilenceLimits } from './watch-silence.ts'

export interface MultiDeviceOptions {
  storage: Storage
  vault: Vault
  clock: Clock
  openMedium: OpenMedium
  reports: LineReports
  log: Log
  /** ws(s) URL of WhatsApp's multi-device service; `{company}` in it is replaced by the company id. Undefined = the real service. */
  url?: string
  /** How long a QR code can be scanned, the first one included. */
  qrTimeoutMs?: number
  /** Version of WhatsApp Web to present; undefined = the one Baileys knows. */
  version?: [number, number, number]
  /** Asked when WhatsApp refuses the version in use. Undefined = WhatsApp Web is asked, where the service is the real one. */
  latestVersion?: () => Promise<[number, number, number]>
  timeouts?: {
    connectMs?: number
    queryMs?: number
    keepAliveMs?: number
    nameWaitMs?: number
    silence?: SilenceLimits
    backoff?: Backoff
  }
}

/** What the links of a process are made of, as its options say. */
export interface LinkParts {
  qrTimeoutMs: number
  backoff: Backoff
  /** The stored link of an owner; undefined when there is none and none is to be made. */
  store(company: CompanyId, owner: string, create: boolean): Promise<LinkStore | undefined>
  /** What every socket and line of one stored link is made of. */
  of(company: CompanyId, store: LinkStore): Promise<OneLink>
  /** Files customers sent, of whichever link. */
  media: ReceivedMedia
}

export interface OneLink {
  open(listener: SocketListener): CompanionSocket
  line(): CompanionLine
}

export function createLinkParts(options: MultiDeviceOptions): LinkParts {
  const { storage, vault, log, timeouts } = options
  const address = serviceAddress(options.url)
  const version = createClientVersion(options, log)
  const media = createReceivedMedia(vault, address)
  // A simulator without TLS has none for media either; Baileys asks for https whatever it is told.
  const mediaAgent = address.startsWith('ws:') ? plainHttpAgent() : undefined
  const qrTimeoutMs = options.qrTimeoutMs ?? 20_000
  const queryMs = timeouts?.queryMs ?? 15_000
  const backoff = timeouts?.backoff ?? { firstMs: 1_000, maxMs: 60_000 }
  const silence = timeouts?.silence ?? { askMs: 2_000, silentMs: 4_000, goneMs: 12_000 }

  function settings(company: CompanyId): SocketSettings {
    return {
      url: address.replaceAll('{company}', encodeURIComponent(company)),
      qrTimeoutMs,
      version: version.current(),
      connectMs: timeouts?.connectMs ?? 20_000,
      queryMs,
      keepAliveMs: timeouts?.keepAliveMs ?? 30_000,
      silence,
      mediaAgent,
    }
  }

  async function of(company: CompanyId, store: LinkStore): Promise<OneLink> {
    const baileys = await loadBaileys()
    const caches = createLinkCaches()
    let channel: ChannelId | undefined
    const contents = createContents({ baileys, company, openMedium: options.openMedium })
    const sent = createSentMessages({
      stored: storage.read.messages,
      media: createSentMedia(baileys, store),
      channel: () => channel,
      again: (jid, content) => plainContent(baileys, jid, content),
    })

    async function sentMessage(key: WAMessageKey): Promise<proto.IMessage | undefined> {
      const digits = [key.remoteJid, key.remoteJidAlt].flatMap((jid) =>
        baileys.isPnUser(jid ?? undefined) ? (baileys.jidDecode(jid ?? undefined)?.user ?? []) : [],
      )
      return key.id ? sent.content(key.id, key.remoteJid ?? '', async () => digits) : undefined
    }

    const open = (listener: SocketListener) =>
      openSocket({ baileys, store, caches, settings: settings(company), log, sentMessage }, listener)
    return {
      open,
      line(): CompanionLine {
        const silentForMs = silence.goneMs - silence.silentMs
        const link = { baileys, company, store, media, sent, contents }
        const timing = { queryMs, backoff, silentForMs }
        const line = createLine({ ...options, ...timing, ...link, open, renewVersion: version.renew })
        return {
          ...line,
          assign(assigned) {
            channel = assigned
            line.assign(assigned)
          },
        }
      },
    }
  }

  return {
    qrTimeoutMs,
    backoff,
    of,
    media,
    store: async (company, owner, create) =>
      openLinkStore({ storage, vault, baileys: await loadBaileys() }, company, owner, { create }),
  }
}
