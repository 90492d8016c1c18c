import type { Log } from '../../domain/ports/log.ts'
import { loadBaileys } from './load-baileys.ts'

type Version = [number, number, number]

/** The version of WhatsApp Web to present, for all lines of a process. */
export interface ClientVersion {
  /** Undefined = the one Baileys knows. */
  current(): Version | undefined
  /** Finds out the newest; what cannot be found out leaves it as it is. Several at once share the question. */
  renew(): Promise<void>
}

/** A configured version stays; otherwise it follows WhatsApp Web, which is asked only about the real service. */
export function createClientVersion(
  {
    url,
    version,
    latestVersion,
  }: {
    url?: string | undefined
    version?: Version | undefined
    latestVersion?: (() => Promise<Version>) | undefined
  },
  log: Log,
): ClientVersion {
  const ask = latestVersion ?? (url === undefined && version === undefined ? askWhatsAppWeb : undefined)
  let current = version
  let asking: Promise<void> | undefined

  async function renew(latest: () => Promise<Version>): Promise<void> {
    try {
      current = await latest()
      log.info('multi_device.client_version', { version: current.join('.') })
    } catch (error) {
      log.warn('multi_device.client_version_unknown', { why: error instanceof Error ? error.message : String(error) })
    } finally {
      asking = undefined
    }
  }

  return {
    current: () => current,
    async renew() {
      if (!ask) return
      asking ??= renew(ask)
      await asking
    },
  }
}

async function askWhatsAppWeb(): Promise<Version> {
  const { fetchLatestWaWebVersion } = await loadBaileys()
  const { version, isLatest, error } = await fetchLatestWaWebVersion({ signal: AbortSignal.timeout(askMs) })
  if (!isLatest) throw new Error('WhatsApp Web did not tell its version', { cause: error })
  return version
}

const askMs = 10_000
