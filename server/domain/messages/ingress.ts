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

/**
 * Works off stored webhooks, oldest first. Facts about one person are recorded one after the other, those about
 * several together, so that they share commits. A fact that was recorded before a crash is not recorded again; a
 * webhook with a fact that cannot be recorded stays, is tried again, and holds up no other.
 */
export function ingressDuty(context: Context, readFacts: ReadMetaWebhook): Duty {
  const { storage, clock, log } = context
  return {
    name: 'ingress',
    topics: [topics.ingress],
    async run() {
      const stored = await storage.read.ingress.pending(perRunMax)
      if (stored.length === 0) return 0
      const facts = stored.flatMap(({ hash, body }) => readFacts(parse(body)).map((fact) => ({ hash, fact })))
      const failed = await recordAll(context, facts)
      const done = stored.filter(({ hash }) => !failed.has(hash))
      await storage.transaction(async ({ ingress }) => {
        for (const { hash } of done) await ingress.done(hash, clock.now())
      })
      log.info('ingress.worked_off', { count: done.length })
      return done.length
    },
    nextDue: async () => undefined,
  }
}

/** Resolves with the webhooks of which not every fact could be recorded, once none is under way any more. */
async function recordAll(context: Context, facts: { hash: string; fact: MetaFact }[]): Promise<Set<string>> {
  const failed = new Set<string>()
  const byPerson = new Map<string, Promise<void>>()
  for (const { hash, fact } of facts) {
    const person = personOf(fact)
    const earlier = byPerson.get(person) ?? Promise.resolve()
    const recorded = earlier
      .then(() => recordFact(context, fact))
      .catch((error) => {
        failed.add(hash)
        context.log.fault('ingress.fact_failed', error, { kind: fact.kind })
      })
    byPerson.set(person, recorded)
  }
  await Promise.all(byPerson.values())
  return failed
}

function personOf(fact: MetaFact): string {
  return `${fact.phoneNumberId}/${(fact.kind === 'status' ? fact.recipient : fact.from) ?? fact.wamid}`
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
