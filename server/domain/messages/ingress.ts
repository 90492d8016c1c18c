import type { Duty } from '../agenda.ts'
import { recordAccountUpdate } from '../channels/account-update.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../digest.ts'
import type { MessageId } from '../ids.ts'
import { recordNotice } from '../notices.ts'
import type { MessageFact, MetaFact, ReadMetaWebhook, StatusFact } from '../ports/meta-facts.ts'
import { topics } from '../signals.ts'
import { recordTemplateCategory, recordTemplateStatus } from '../templates/status.ts'
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
 * Works off stored webhooks, oldest first. Facts about one person, template or account are recorded one after the other,
 * those about several together, so that they share commits. A fact that was recorded before a crash is not recorded again;
 * a webhook with a fact that cannot be recorded stays, is tried again, and holds up no other.
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
  const bySubject = new Map<string, Promise<void>>()
  for (const { hash, fact } of facts) {
    const subject = subjectOf(fact)
    const earlier = bySubject.get(subject) ?? Promise.resolve()
    const recorded = earlier
      .then(() => recordFact(context, fact))
      .catch((error) => {
        failed.add(hash)
        context.log.fault('ingress.fact_failed', error, { kind: fact.kind })
      })
    bySubject.set(subject, recorded)
  }
  await Promise.all(bySubject.values())
  return failed
}

/** Whom or what a fact is about; only among facts about the same does order matter. */
function subjectOf(fact: MetaFact): string {
  switch (fact.kind) {
    case 'message':
      return `${fact.phoneNumberId}/${fact.from ?? fact.userId ?? fact.wamid}`
    case 'status':
      return `${fact.phoneNumberId}/${fact.recipient ?? fact.recipientUserId ?? fact.wamid}`
    case 'template_status':
    case 'template_category':
      return `template/${fact.metaId}`
    case 'account':
    case 'notice':
      return `account/${fact.waba}`
  }
}

async function recordFact(context: Context, fact: MetaFact): Promise<void> {
  switch (fact.kind) {
    case 'message':
    case 'status':
      return recordOfNumber(context, fact)
    case 'template_status':
      return recordTemplateStatus(context, fact)
    case 'template_category':
      return recordTemplateCategory(context, fact)
    case 'account':
      return recordAccountUpdate(context, fact)
    case 'notice':
      return recordNotice(context, fact)
  }
}

async function recordOfNumber(context: Context, fact: MessageFact | StatusFact): Promise<void> {
  const holders = await context.storage.read.channels.byMetaNumber(fact.phoneNumberId)
  const channel = holders.find((one) => one.state === 'connected') ?? holders[0]
  if (!channel) return
  const { wamid, timestamp: at } = fact
  if (fact.kind === 'status') {
    const { status, error } = fact
    const message = (fact.opaque ?? undefined) as MessageId | undefined
    await recordStatus(context, { channel: channel.id, message, wamid, status, error, at })
    return
  }
  const { from: fromDigits, userId, username, type, text, member, context: answers, referral, contactName } = fact
  // Nobody can be answered who has neither a number nor an id.
  if (fromDigits === null && userId === null) return
  const sender = { fromDigits, userId, username, contactName }
  const said = { type, text, member, context: answers, referral }
  await recordReceived(context, { channel: channel.id, wamid, at, ...sender, ...said })
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
