import { expect, test } from 'vitest'
import { createIds, seededRandom } from './ids.ts'

const at = 1_700_000_000_000
const ids = createIds({ now: () => at })
const ULID = '[0-7][0-9A-HJKMNP-TV-Z]{25}'

test('every id has its documented form', () => {
  expect(ids.company()).toMatch(/^[0-9a-f]{24}$/)
  expect(ids.channelAlias()).toMatch(/^[0-9a-f]{24}$/)
  expect(ids.broadcast()).toMatch(/^[0-9a-f]{24}$/)
  expect(ids.message()).toMatch(/^[0-9a-f]{32}$/)
  expect(ids.phoneNumberId()).toMatch(/^[1-9]\d{14}$/)
  expect(ids.session()).toMatch(new RegExp(`^cs_${ULID}$`))
  expect(ids.token()).toMatch(new RegExp(`^tok_${ULID}$`))
  expect(ids.subscription()).toMatch(new RegExp(`^wh_${ULID}$`))
  expect(ids.event()).toMatch(new RegExp(`^evt_${ULID}$`))
  expect(ids.delivery()).toMatch(new RegExp(`^dlv_${ULID}$`))
  expect(ids.secret(32)).toMatch(/^[0-9a-f]{64}$/)
  expect(ids.secret(9000)).toHaveLength(18_000)
  expect(ids.pin()).toMatch(/^\d{6}$/)
})

test('a channel id is a UUIDv7 that begins with its time', () => {
  const id = ids.channel()
  expect(id).toMatch(/^[0-9A-F]{12}7[0-9A-F]{3}[89AB][0-9A-F]{15}$/)
  expect(Number.parseInt(id.slice(0, 12), 16)).toBe(at)
})

test('channel ids of one millisecond sort in the order they were made', () => {
  const made = Array.from({ length: 500 }, () => ids.channel())
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made).size).toBe(500)
})

test('events and deliveries sort in the order they were made, also of one millisecond and when the clock steps back', () => {
  let now = at
  const ids = createIds({ now: () => now })
  for (const next of [ids.event, ids.delivery]) {
    const made: string[] = []
    for (let count = 0; count < 5_000; count += 1) {
      if (count === 2_000) now -= 9_000
      if (count === 4_000) now += 20_000
      made.push(next())
    }
    expect(made.toSorted()).toEqual(made)
    expect(new Set(made).size).toBe(5_000)
    now = at
  }
})

test('a clock that is set back for good sets the ids back', () => {
  let now = at
  const ids = createIds({ now: () => now })
  const before = ids.event()
  now -= 86_400_000
  expect(ids.event() < before).toBe(true)
})

test('an event id begins with its time as every ULID does', () => {
  const later = createIds({ now: () => at + 1 })
  expect(ids.event() < later.event()).toBe(true)
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const time = [...ids.event().slice(4, 14)].reduce((sum, digit) => sum * 32 + digits.indexOf(digit), 0)
  expect(time).toBe(at)
})

test('a session id carries no time: it is a credential', () => {
  const starts = new Set(Array.from({ length: 50 }, () => ids.session().slice(3, 11)))
  expect(starts.size).toBe(50)
})

test('ids of one moment differ', () => {
  for (const make of [ids.channel, ids.message, ids.broadcast, ids.session, ids.event, ids.phoneNumberId]) {
    expect(new Set(Array.from({ length: 10_000 }, () => make())).size).toBe(10_000)
  }
})

test('a two-step code uses every digit in every place', () => {
  const codes = Array.from({ length: 2000 }, () => ids.pin())
  for (const place of [0, 1, 2, 3, 4, 5]) expect(new Set(codes.map((code) => code[place])).size).toBe(10)
})

test('one seed makes one series of ids', () => {
  const series = (seed: string) => {
    const seeded = createIds({ random: seededRandom(seed), now: () => at })
    return [seeded.channel(), seeded.session(), seeded.pin(), seeded.secret(100)]
  }
  expect(series('a')).toEqual(series('a'))
  expect(series('a')).not.toEqual(series('b'))
})
