import { expect, test } from 'vitest'
import { readSeed } from './read-seed.ts'

test('a seed file is read as the body of seedSandbox, its defaults filled in', () => {
  const seed = { phones: [{ number: '+5491177777777', name: 'Zoe' }] }
  expect(readSeed(JSON.stringify(seed), 'seed.json')).toEqual({ phones: [{ ...seed.phones[0], reads: true }] })
})

test('every unknown key and wrong value is named with the file and the place', () => {
  const seed = { oops: 1, phones: [{ number: 'x', name: 'Zoe', age: 3 }] }
  const read = () => readSeed(JSON.stringify(seed), 'seed.json')
  for (const place of ['/body/oops', '/body/phones/0/number', '/body/phones/0/age']) {
    expect(read).toThrow(`seed.json ${place}`)
  }
})

test('what is no JSON is said so', () => {
  expect(() => readSeed('{', 'seed.json')).toThrow('seed.json is no JSON')
})
