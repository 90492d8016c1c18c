import { describe, expect, test } from 'vitest'
import type { BroadcastId, ChannelId, CompanyId, MessageId, PhoneNumber } from '../ids.ts'
import type { Message, MessageState } from './message.ts'
import { afterSend, afterStatus, givenUp } from './transitions.ts'

const now = 1_000_000
const wamid = 'wamid.x'
const refused = { outcome: 'refused', code: '131030', title: 'Not allowed', details: null } as const
const accepted = { outcome: 'accepted', wamid } as const

function aMessage(state: MessageState, rest: Partial<Message> = {}): Message {
  return {
    id: '01' as MessageId,
    company: 'c' as CompanyId,
    channel: 'CH' as ChannelId,
    broadcast: 'b' as BroadcastId,
    recipient: '+5491155555555' as PhoneNumber,
    priority: 'interactive',
    content: { type: 'text', text: 'hola', previewUrl: false },
    metaData: null,
    state,
    wamid: null,
    error: null,
    epoch: 1,
    attempt: 1,
    notBefore: 0,
    sendBy: null,
    acceptedAt: now - 100,
    claimedAt: now - 50,
    settledAt: null,
    ...rest,
  }
}

describe('after a send', () => {
  test('an acceptance is a confirmation only where the line says so', () => {
    expect(afterSend(aMessage('sending'), accepted, false, now)).toMatchObject({
      state: 'accepted',
      wamid,
      settledAt: now,
    })
    expect(afterSend(aMessage('sending'), accepted, true, now)).toMatchObject({ state: 'sent', wamid })
  })

  test('an acceptance settles what was in doubt or given up', () => {
    expect(afterSend(aMessage('in_doubt'), accepted, false, now).state).toBe('accepted')
    expect(afterSend(givenUp(aMessage('in_doubt'), now), accepted, false, now)).toMatchObject({
      state: 'accepted',
      error: null,
    })
  })

  test('a status that was faster than the answer is not taken back', () => {
    const delivered = aMessage('delivered', { wamid })
    expect(afterSend(delivered, accepted, false, now)).toBe(delivered)
    const failed = afterStatus(
      aMessage('sending'),
      { status: 'failed', wamid, error: { code: '131047', title: 'x', details: null } },
      now,
    )
    expect(afterSend(failed, accepted, false, now)).toMatchObject({ state: 'failed', wamid })
  })

  test('a refusal is final and leaves no id', () => {
    expect(afterSend(aMessage('sending', { wamid }), refused, true, now)).toMatchObject({
      state: 'failed',
      wamid: null,
      error: { code: '131030' },
    })
  })

  test('an unknown outcome is a doubt', () => {
    expect(afterSend(aMessage('sending'), { outcome: 'unknown', why: 'reset' }, false, now).state).toBe('in_doubt')
  })

  test('a postponed send waits longer with each attempt', () => {
    const postponed = { outcome: 'postponed', retryInMs: 1_000, why: 'refused' } as const
    expect(afterSend(aMessage('sending', { attempt: 1 }), postponed, false, now)).toMatchObject({
      state: 'queued',
      notBefore: now + 1_000,
    })
    expect(afterSend(aMessage('sending', { attempt: 4 }), postponed, false, now).notBefore).toBe(now + 8_000)
    expect(afterSend(aMessage('sending', { attempt: 60 }), postponed, false, now).notBefore).toBe(now + 60_000)
  })

  test('a postponed send whose caller will not wait that long is withdrawn, not sent later', () => {
    const waited = aMessage('sending', { sendBy: now + 500 })
    expect(afterSend(waited, { outcome: 'postponed', retryInMs: 1_000, why: 'down' }, false, now).state).toBe(
      'cancelled',
    )
  })

  test('a waiting caller hears what WhatsApp said instead of waiting for a retry', () => {
    const refusal = { code: '130429', title: 'Too fast', details: null }
    const throttled = { outcome: 'postponed', retryInMs: 1_000, why: 'Too fast', refusal } as const
    expect(afterSend(aMessage('sending', { sendBy: now + 20_000 }), throttled, false, now)).toMatchObject({
      state: 'failed',
      error: refusal,
    })
    expect(afterSend(aMessage('sending'), throttled, false, now).state).toBe('queued')
  })

  test('a send that could not leave for a day fails', () => {
    const old = aMessage('sending', { acceptedAt: now - 86_400_000 })
    expect(afterSend(old, { outcome: 'postponed', retryInMs: 1_000, why: 'down' }, false, now).state).toBe('failed')
  })
})

describe('after a status', () => {
  const order: MessageState[] = ['accepted', 'sent', 'delivered', 'read']
  for (const [at, from] of order.entries()) {
    for (const [to, status] of (['sent', 'delivered', 'read'] as const).entries()) {
      const forward = to + 1 > at
      test(`${from} and ${status}: ${forward ? 'goes on' : 'stays'}`, () => {
        const message = aMessage(from, { wamid })
        const after = afterStatus(message, { status, wamid, error: null }, now)
        expect(after.state).toBe(forward ? status : from)
      })
    }
  }

  test('a failure after the acceptance counts, after a delivery it does not', () => {
    const report = {
      status: 'failed',
      wamid,
      error: { code: '131026', title: 'Undeliverable', details: null },
    } as const
    expect(afterStatus(aMessage('accepted', { wamid }), report, now)).toMatchObject({ state: 'failed', wamid })
    expect(afterStatus(aMessage('delivered', { wamid }), report, now).state).toBe('delivered')
  })

  test('late evidence revives what was given up as unknown, and nothing else that failed', () => {
    const report = { status: 'delivered', wamid, error: null } as const
    expect(afterStatus(givenUp(aMessage('in_doubt'), now), report, now)).toMatchObject({
      state: 'delivered',
      wamid,
      error: null,
    })
    const refusedBefore = afterSend(aMessage('sending'), refused, false, now)
    expect(afterStatus(refusedBefore, report, now)).toBe(refusedBefore)
    const cancelled = aMessage('cancelled')
    expect(afterStatus(cancelled, report, now)).toBe(cancelled)
  })
})
