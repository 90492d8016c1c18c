import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PhoneNumber } from '../../domain/ids.ts'
import type { Tables } from '../../domain/ports/storage.ts'
import { aBroadcast, aChannel, aCompany, aMessage, ids, start } from '../test/storage/rig.ts'
import { openConnection } from './connection.ts'
import { createTables } from './tables.ts'
import { open } from './test/open.ts'

test('every lookup of the port goes through an index', async () => {
  const plans = await plansOf(lookEverythingUp)
  const scans = plans.flatMap(({ sql, steps }) =>
    steps
      .filter((step) => step.startsWith('SCAN') && !readWholeOnPurpose.test(step))
      .map((step) => `${step} in ${sql}`),
  )
  expect(plans.length).toBeGreaterThan(45)
  expect(scans).toEqual([])
})

test.each([
  ['the interactive queue', 'SEARCH next USING INDEX messages_interactive (channel=? AND seq<?)'],
  ["a broadcast's queue", 'SEARCH next USING INDEX messages_bulk (channel=? AND broadcast=? AND seq<?)'],
])('a claim reads %s in order and stops at its limit', async (_, step) => {
  const plans = await plansOf(claimInFull)
  const claim = plans.find(({ steps }) => steps.includes(step))
  expect(plans.map(({ steps }) => steps)).toContainEqual(expect.arrayContaining([step]))
  expect(claim?.steps).not.toContain('USE TEMP B-TREE FOR ORDER BY')
})

test('the progress of a broadcast is read from an index alone', async () => {
  const plans = await plansOf(({ broadcasts }) => broadcasts.progress(ids.broadcast()))
  expect(plans.map(({ steps }) => steps)).toEqual([
    ['SEARCH messages USING COVERING INDEX messages_by_broadcast (broadcast=?)'],
  ])
})

test('whoever listens to an event is found without reading the webhooks of other channels', async () => {
  const plans = await plansOf(({ subscriptions }) => subscriptions.listening(ids.company(), ids.channel()))
  expect(plans.map(({ steps }) => steps[0])).toEqual([
    'SEARCH subscriptions USING INDEX subscriptions_by_channel (channel=?)',
    'SEARCH subscriptions USING INDEX subscriptions_of_all (company=?)',
  ])
})

/** Lists of few rows, intermediate results, and partial indexes that hold nothing but what is wanted. */
const readWholeOnPurpose = /^SCAN (companies|tokens|waiting|CONSTANT ROW)|INDEX (ingress_pending|messages_sending)$/

/** Each query that `use` runs, with the steps SQLite answers it by. */
async function plansOf(use: (tables: Tables) => Promise<unknown>): Promise<{ sql: string; steps: string[] }[]> {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-plans-'))
  await (await open(directory)).close()
  const { db, ...connection } = openConnection(join(directory, 'trunkline.db'), { readOnly: false })
  const prepare = db.prepare.bind(db)
  const queries: string[] = []
  db.prepare = (sql) => {
    queries.push(sql)
    return prepare(sql)
  }
  await use(createTables({ db, ...connection }))
  const plans = queries.map((sql) => ({
    sql,
    steps: prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail)),
  }))
  db.close()
  rmSync(directory, { recursive: true })
  return plans
}

async function lookEverythingUp(tables: Tables): Promise<void> {
  const { companies, tokens, channels, secrets, sessions, broadcasts, messages, idempotency } = tables
  const {
    ingress,
    facts,
    windows,
    subscriptions,
    events,
    deliveries,
    links,
    settings,
    media,
    templates,
    notices,
    connections,
    plans,
  } = tables
  const [company, channel, session, message] = [ids.company(), ids.channel(), ids.session(), ids.message()]

  await companies.find(company)
  await companies.list()
  await tokens.findByHash('hash')
  await tokens.list()
  await tokens.list(company)
  await tokens.revoke(ids.token(), 1)
  await tokens.revoke(ids.token(), 1, company)
  await tokens.touch(ids.token(), 1)
  await channels.find(company, { by: 'id', id: channel })
  await channels.find(company, { by: 'alias', alias: 'alias' })
  await channels.findByPhoneNumberId(company, '1')
  await channels.byId(channel)
  await channels.byMetaNumber('1')
  await channels.findByNumber(company, 'qr', '+1' as PhoneNumber)
  await channels.list(company)
  await channels.connected()
  await channels.epoch(channel)
  await secrets.get(channel, 'pin')
  await sessions.find(company, session)
  await sessions.end(session, { state: 'expired', channel: null, at: 1 })
  await sessions.pending()
  await sessions.pendingOf(company)
  await sessions.eventsAfter(session, 0)
  await sessions.deleteEndedBefore(1, 1)
  await broadcasts.find(company, ids.broadcast())
  await broadcasts.progress(ids.broadcast())
  await broadcasts.ended(1, 1)
  await broadcasts.forget(ids.broadcast(), 1)
  await messages.find(message)
  await messages.findByWamid(channel, 'wamid')
  await messages.ofBroadcast(ids.broadcast())
  await messages.queued()
  await messages.hasten(channel, '+1' as PhoneNumber)
  await claimInFull(tables)
  await messages.cancelOverdue(1)
  await messages.cancelQueued(message, 1)
  await messages.unconfirmedSince(1)
  await messages.stranded(1)
  await messages.doubtfulBefore(1)
  await messages.oldestDoubt()
  await idempotency.find(company, 'route', 'key')
  await idempotency.deleteBefore(1, 1)
  await ingress.pending(1)
  await ingress.done('hash', 1)
  await ingress.deleteDoneBefore(1, 1)
  await facts.deleteBefore(1, 1)
  await windows.lastOpened(channel, '1')
  await subscriptions.find(company, ids.subscription())
  await subscriptions.list(company)
  await subscriptions.listening(company, channel)
  await subscriptions.remove(company, ids.subscription())
  await events.find(ids.event())
  await events.deleteBefore(1, 1)
  await deliveries.lanes()
  await deliveries.inLane({ subscription: ids.subscription(), channel }, 1, [])
  await deliveries.retrying()
  await deliveries.retries(ids.subscription(), 1, 1, [])
  await deliveries.log(company, ids.subscription(), { limit: 1, before: null })
  await deliveries.deleteEndedBefore(1, 1)
  await links.get('owner', 'type', ['id'])
  await connections.of([channel])
  await plans.find(channel)
  await links.list('owner', 'type')
  await links.move('owner', 'other')
  await links.clear('owner')
  await media.find(company, 'id')
  await media.remove(company, 'id')
  await media.expired(1, 1)
  await templates.find(company, 'id')
  await templates.findByMetaId(company, 'id')
  await templates.byMetaId('id')
  await templates.ofWaba(company, 'waba')
  await templates.page(company, { waba: 'waba', status: 'APPROVED' }, 0, 1)
  await templates.count(company, {})
  await templates.remove(company, 'id')
  await notices.ofWaba('waba', 1)
  await notices.deleteBefore(1, 1)
  await settings.get('name')
}

/** A claim that asks everything it can: more wait than a front holds, and none of them may go. */
async function claimInFull({ messages, broadcasts }: Tables): Promise<void> {
  const company = aCompany()
  const broadcast = aBroadcast(aChannel(company), { total: 202 })
  await broadcasts.insert(broadcast)
  for (const priority of ['interactive', 'bulk'] as const) {
    await messages.insert(Array.from({ length: 202 }, () => aMessage(broadcast, { priority, notBefore: start + 1 })))
  }
  await messages.claim(broadcast.channel, 1, start)
}
