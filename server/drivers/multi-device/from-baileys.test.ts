import { expect, test } from 'vitest'
import {
  ackOutcome,
  closingOf,
  faultText,
  lineRule,
  pairingRule,
  preparationOutcome,
  sendFailure,
} from './from-baileys.ts'

/** The part of a Boom the translator reads. */
function boom(message: string, statusCode: number, data?: unknown): Error {
  return Object.assign(new Error(message), { output: { statusCode }, data })
}

test.each([
  [515, 'restart'],
  [401, 'unlinked'],
  [403, 'banned'],
  [411, 'banned'],
  [440, 'stopped'],
  [405, 'outdated'],
  [402, 'wait'],
  [429, 'wait'],
  [428, 'retry'],
  [408, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
])('a line closed with %s follows the rule "%s"', (code, rule) => {
  expect(lineRule(closingOf(boom('Stream Errored', code)))).toBe(rule)
})

test.each([401, 403, 405, 429])('an HTTP %s to the upgrade says nothing about the account', (status) => {
  const closing = closingOf(boom(`WebSocket Error (Unexpected server response: ${status})`, status))
  expect(lineRule(closing)).toBe('retry')
  expect(pairingRule(closing, false)).toEqual({ next: 'retry' })
})

test('exhausted codes bring a new connection, a lost one a pause', () => {
  expect(pairingRule(closingOf(boom('QR refs attempts ended', 408)), false)).toEqual({ next: 'restart' })
  expect(pairingRule(closingOf(boom('Connection was lost', 408)), false)).toEqual({ next: 'retry' })
})

test('a scan with a false signature ends the pairing, other errors 500 do not', () => {
  expect(pairingRule(closingOf(boom('Invalid account signature', 500)), false)).toMatchObject({
    next: 'end',
    step: { step: 'failed', code: 'refused' },
  })
  expect(pairingRule(closingOf(boom('Connection Failure', 500)), false)).toEqual({ next: 'retry' })
})

test('401 is an unlink only after a scan', () => {
  const closing = closingOf(boom('Connection Failure', 401))
  expect(pairingRule(closing, true)).toMatchObject({ step: { step: 'unlinked' } })
  expect(pairingRule(closing, false)).toMatchObject({ step: { step: 'failed', code: 'refused' } })
})

test('a temporary ban says how long to wait', () => {
  expect(closingOf(boom('Connection Failure', 402, { reason: '402', expire: '600' })).retryAfterMs).toBe(600_000)
})

test('a bare close code is a closed connection', () => {
  expect(closingOf(1006)).toMatchObject({ code: 428, cause: 'network' })
  expect(faultText(1006)).toBe('connection closed (1006)')
  expect(sendFailure(1006)).toMatchObject({ outcome: 'postponed' })
})

test('an acknowledgement decides what became of a message', () => {
  expect(ackOutcome(null, 'wamid.x')).toEqual({ outcome: 'accepted', wamid: 'wamid.x' })
  expect(ackOutcome('463', 'wamid.x')).toMatchObject({ outcome: 'refused', code: '463', title: 'Account restricted' })
  expect(ackOutcome('490', 'wamid.x')).toMatchObject({ outcome: 'refused', code: '490' })
  expect(ackOutcome('429', 'wamid.x')).toMatchObject({ outcome: 'postponed' })
})

test('before the message left, a failure postpones it; a recipient without keys is refused', () => {
  expect(preparationOutcome(new Error('no answer within 15000 ms'))).toMatchObject({ outcome: 'postponed' })
  expect(preparationOutcome(boom('rate-overlimit', 500, 429))).toMatchObject({ retryInMs: 30_000 })
  expect(preparationOutcome(boom('item-not-found', 500, 404))).toMatchObject({ outcome: 'refused', code: '131026' })
})

test('a rejection that may have come after the bytes is an unknown outcome', () => {
  expect(sendFailure(boom('Connection Closed', 428))).toMatchObject({ outcome: 'postponed' })
  expect(sendFailure(boom('All encryptions failed', 500))).toMatchObject({ outcome: 'refused', code: '131026' })
  expect(sendFailure(new Error('write EPIPE'))).toMatchObject({ outcome: 'unknown' })
})
