import { expect, test } from 'vitest'
import { openWorldStore } from '../store.ts'
import { openPhones } from './phones.ts'

const text = (id: string) => ({ id, from: '1', to: '2', type: 'text', text: id, at: 0 })

test('a screen keeps each message once, oldest first, and its status only moves forward', () => {
  const phones = openPhones(openWorldStore(':memory:'))
  phones.add('r', { number: '1', name: 'One' })
  for (const id of ['a', 'b', 'a']) phones.record('r', '1', { ...text(id), status: 'sent' })
  phones.record('r', '1', { ...text('c'), status: 'failed' })
  phones.progress('r', '1', 'b', 'read')
  phones.progress('r', '1', 'b', 'delivered')
  phones.progress('r', '1', 'c', 'read')
  phones.progress('r', '1', 'unknown', 'read')
  expect(phones.messages('r', '1').map(({ id, status }) => [id, status])).toEqual([
    ['a', 'sent'],
    ['b', 'read'],
    ['c', 'failed'],
  ])
})

test('a person who reads has read at once, another one only got it; watchers see each message once', () => {
  const phones = openPhones(openWorldStore(':memory:'))
  phones.add('r', { number: '3', name: 'Three', reads: false })
  const seen: string[] = []
  const stop = phones.watch((_realm, number, { id }) => seen.push(`${number}/${id}`))
  expect(phones.receive('r', '2', text('a')).status).toBe('read')
  expect(phones.receive('r', '3', text('a')).status).toBe('delivered')
  phones.receive('r', '3', text('a'))
  stop()
  phones.receive('r', '3', text('b'))
  expect(seen).toEqual(['2/a', '3/a'])
  expect(phones.find('r', '2')?.name).toBe('+2')
})

test('clearing a realm forgets its phones and chats and nobody else’s', () => {
  const phones = openPhones(openWorldStore(':memory:'))
  for (const realm of ['red', 'blue']) phones.receive(realm, '2', text('a'))
  phones.clear('red')
  expect([phones.list('red'), phones.messages('red', '2')]).toEqual([[], []])
  expect(phones.messages('blue', '2')).toHaveLength(1)
  expect(phones.receive('red', '2', text('a')).id).toBe('a')
})
