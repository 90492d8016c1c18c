import { expect, test } from 'vitest'
import { readSeed } from './read-seed.ts'

test('a seed file is read as the body of seedSandbox, its defaults filled in', async () => {
  const seed = { phones: [{ number: '+5491177777777', name: 'Zoe' }] }
  expect(await readSeed(JSON.stringify(seed), 'seed.json')).toEqual({ phones: [{ ...seed.phones[0], reads: true }] })
})

test('every unknown key and wrong value is named with the file and the place', async () => {
  const seed = { oops: 1, phones: [{ number: 'x', name: 'Zoe', age: 3 }] }
  const read = () => readSeed(JSON.stringify(seed), 'seed.json')
  for (const place of ['/body/oops', '/body/phones/0/number', '/body/phones/0/age']) {
    await expect(read()).rejects.toThrow(`seed.json ${place}`)
  }
})

test('what is no JSON is said so', async () => {
  await expect(readSeed('{', 'seed.json')).rejects.toThrow('seed.json is no JSON')
})
