import type { Duty } from '../agenda.ts'
import { recordAccountUpdate } from '../channels/account-update.ts'
import type { Context } from '../context.ts'
import { sha256 } from '../digest.ts'
import type { ChannelId, MessageId } from '../ids.ts'
import { recordNotice } from '../notices.ts'
import type { EchoFact, MessageFact, MetaFact, ReadMetaWebhook, StatusFact } from '../ports/meta-facts.ts'
import { topics } from '../signals.ts'
import { recordTemplateCategory, recordTemplateStatus } from '../templates/status.ts'
import { recordAppEcho } from './app-echo.ts'
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
 * Works off stored webhooks, oldest first. Facts about one person, template or account are recorded in their order, and as many
 * as possible share a commit. A fact that was recorded before a crash is not recorded again; a webhook with a fact that cannot be
 * recorded stays, is tried again, and holds up no other.
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
  const channelOf = channelFinder(context)
  const bySubject = new Map<string, Promise<void>>()
  const recorded = facts.map(async ({ hash, fact }) => {
    try {
      if (fact.kind === 'message' || fact.kind === 'echo' || fact.kind === 'status') {
        // One transaction each, and they are carried out in the order in which they are asked for.
        const channel = await channelOf(fact.phoneNumberId)
        if (channel) await recordOfNumber(context, channel, fact)
        return
      }
      const subject = subjectOf(fact)
      const earlier = bySubject.get(subject) ?? Promise.resolve()
      const done = earlier.then(() => recordOfAccount(context, fact))
      bySubject.set(
        subject,
        done.catch(() => {}),
      )
      await done
    } catch (error) {
      failed.add(hash)
      context.log.fault('ingress.fact_failed', error, { kind: fact.kind })
    }
  })
  await Promise.all(recorded)
  return failed
}

/** Finds the channel behind one of Meta's numbers, each of them once. */
function channelFinder({ storage }: Context): (phoneNumberId: string) => Promise<ChannelId | undefined> {
  const found = new Map<string, Promise<ChannelId | undefined>>()

  async function find(phoneNumberId: string): Promise<ChannelId | undefined> {
    const holders = await storage.read.channels.byMetaNumber(phoneNumberId)
    return (holders.find((one) => one.state === 'connected') ?? holders[0])?.id
  }

  return (phoneNumberId) => {
    const channel = found.get(phoneNumberId) ?? find(phoneNumberId)
    found.set(phoneNumberId, channel)
    return channel
  }
}

type OfNumber = MessageFact | EchoFact | StatusFact
type OfAccount = Exclude<MetaFact, OfNumber>

/** Which template or account a fact is about; only among facts about the same does order matter. */
function subjectOf(fact: OfAccount): string {
  switch (fact.kind) {
    case 'template_status':
    case 'template_category':
      return `template/${fact.metaId}`
    case 'account':
    case 'notice':
      return `account/${fact.waba}`
  }
}

async function recordOfAccount(context: Context, fact: OfAccount): Promise<void> {
  switch (fact.kind) {
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

async function recordOfNumber(context: Context, channel: ChannelId, fact: OfNumber): Promise<void> {
  const { wamid, timestamp: at } = fact
  if (fact.kind === 'status') {
    const { status, error } = fact
    const message = (fact.opaque ?? undefined) as MessageId | undefined
    await recordStatus(context, { channel, message, wamid, status, error, at })
    return
  }
  if (fact.kind === 'echo') {
    const { to: toDigits, toUserId, type, text, member } = fact
    await recordAppEcho(context, { channel, wamid, toDigits, toUserId, type, text, member, at })
    return
  }
  const { from: fromDigits, userId, username, type, text, member, context: answers, referral, contactName } = fact
  // Nobody can be answered who has neither a number nor an id.
  if (fromDigits === null && userId === null) return
  const sender = { fromDigits, userId, username, contactName }
  const said = { type, text, member, context: answers, referral }
  await recordReceived(context, { channel, wamid, at, ...sender, ...said })
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
