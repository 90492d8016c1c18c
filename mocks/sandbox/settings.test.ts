import { expect, test } from 'vitest'
import type { ConfigProblems } from '../../server/config/problems.ts'
import { readSandboxSettings } from './settings.ts'

test('flags go before variables, variables before defaults, and empty is absent', () => {
  const environment = { PORT: '5000', TRUNKLINE_DIALECT: 'prose', TRUNKLINE_HOST: '' }
  expect(readSandboxSettings({ ephemeral: false, port: 0 }, environment)).toEqual({
    port: 0,
    host: '127.0.0.1',
    dataDirectory: '.trunkline',
    dialect: 'prose',
    publicUrl: null,
    hubMessageHost: null,
    hubMessageGeneration: 'newer',
    hubMessageSignatureHeader: 'X-HubMessage-Signature',
    rateLimit: { perMinute: null, perHour: null },
    logLevel: 'warn',
  })
  expect(readSandboxSettings({ ephemeral: false }, environment).port).toBe(5000)
})

test('a sandbox limits no requests unless it is told to', () => {
  const { rateLimit } = readSandboxSettings({ ephemeral: false }, { TRUNKLINE_RATE_LIMIT: '60/min,1000/h' })
  expect(rateLimit).toEqual({ perMinute: 60, perHour: 1000 })
})

test('slashes at the end of the public URL go', () => {
  expect(readSandboxSettings({ ephemeral: false, publicUrl: 'https://box.example.com/' }, {}).publicUrl).toBe(
    'https://box.example.com',
  )
})

test('everything that is wrong is told at once', () => {
  const environment = {
    PORT: 'http',
    TRUNKLINE_DIALECT: 'dutch',
    TRUNKLINE_HUBMESSAGE_GENERATION: 'newest',
    TRUNKLINE_HUBMESSAGE_SIGNATURE_HEADER: 'Content-Type',
    TRUNKLINE_PUBLIC_URL: 'box',
    TRUNKLINE_LOG_LEVEL: 'x',
    TRUNKLINE_RATE_LIMIT: '60',
  }
  const problems = [
    /^PORT/,
    /^TRUNKLINE_DIALECT/,
    /^TRUNKLINE_HUBMESSAGE_GENERATION/,
    /^TRUNKLINE_HUBMESSAGE_SIGNATURE_HEADER/,
    /^TRUNKLINE_PUBLIC_URL/,
    /^TRUNKLINE_LOG_LEVEL/,
    /^TRUNKLINE_RATE_LIMIT/,
  ]
  try {
    readSandboxSettings({ ephemeral: false }, environment)
    expect.unreachable()
  } catch (error) {
    expect((error as ConfigProblems).name).toBe('ConfigProblems')
    expect((error as ConfigProblems).problems).toEqual(problems.map((problem) => expect.stringMatching(problem)))
  }
})
