import type { Duty } from '../agenda.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../digest.ts'
import type { MessageId } from '../ids.ts'
import type { MetaFact, ReadMetaWebhook } from '../ports/meta-facts.ts'
import { topics } from '../signals.ts'
import { recordReceived, recordStatus } from './settle.ts'

/** Stores a webhook of Meta as it came, so that it can be answered; the very same body twice is one. */
export async function storeMetaWebhook(
  { storage, clock, signals }: Pick<Context, 'storage' | 'clock' | 'signals'>,
  rawBody: Buffer,
): Promise<void> {
  const hash = sha256(rawBody)
  const fresh = await storage.transaction(({ ingress }) => ingress.insert(hash, rawBody.toString('utf8'), clock.now()))
  if (fresh) signals.raise(topics.ingress)
}

const perRunMax = 100

/** Works off stored webhooks, oldest first. A fact that was recorded before a crash is not recorded again. */
export function ingressDuty(context: Context, readFacts: ReadMetaWebhook): Duty {
  const { storage, clock, log } = context
  return {
    name: 'ingress',
    topics: [topics.ingress],
    async run() {
      const stored = await storage.read.ingress.pending(perRunMax)
      for (const { hash, body } of stored) {
        for (const fact of readFacts(parse(body))) await recordFact(context, fact)
        await storage.transaction(({ ingress }) => ingress.done(hash, clock.now()))
      }
      if (stored.length > 0) log.info('ingress.worked_off', { count: stored.length })
      return stored.length
    },
    nextDue: async () => undefined,
  }
}

async function recordFact(context: Context, fact: MetaFact): Promise<void> {
  const holders = await context.storage.read.channels.byMetaNumber(fact.phoneNumberId)
  const channel = holders.find((one) => one.state === 'connected') ?? holders[0]
  if (!channel) return
  if (fact.kind === 'status') {
    const { wamid, status, error, timestamp: at } = fact
    const message = (fact.opaque ?? undefined) as MessageId | undefined
    await recordStatus(context, { channel: channel.id, message, wamid, status, error, at })
  } else if (fact.from !== null) {
    const { from: fromDigits, wamid, type, text, contactName, timestamp: at } = fact
    await recordReceived(context, { channel: channel.id, wamid, fromDigits, type, text, contactName, at })
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
