import { expect, test } from 'vitest'
import { toSandboxOptions } from './sandbox.ts'
import { toServeOptions } from './serve.ts'
import { toCreation } from './tokens.ts'
import { toConnectSettings } from './whatsapp-connect.ts'
import { toWorldOptions } from './world.ts'

test('what is not given is left to the environment', () => {
  const none = { port: undefined, host: undefined, dataDirectory: undefined }
  expect(toServeOptions([])).toEqual(none)
  expect(toWorldOptions([])).toEqual({ ...none, gatewayUrl: undefined })
  const more = {
    ephemeral: false,
    seedFile: undefined,
    dialect: undefined,
    hubMessageGeneration: undefined,
    publicUrl: undefined,
  }
  expect(toSandboxOptions([])).toEqual({ ...none, ...more })
})

test('every option of the servers arrives', () => {
  const shared = ['--port', '0', '--host', '0.0.0.0', '--data-dir', 'd']
  const given = { port: 0, host: '0.0.0.0', dataDirectory: 'd' }
  expect(toServeOptions(shared)).toEqual(given)
  expect(toWorldOptions([...shared, '--gateway', 'http://g.test'])).toEqual({ ...given, gatewayUrl: 'http://g.test' })
  const more = ['--ephemeral', '--seed', 's.json', '--dialect', 'prose', '--public-url', 'https://p.test']
  more.push('--hubmessage-generation', 'older')
  expect(toSandboxOptions([...shared, ...more])).toEqual({
    ...given,
    ephemeral: true,
    seedFile: 's.json',
    dialect: 'prose',
    hubMessageGeneration: 'older',
    publicUrl: 'https://p.test',
  })
})

test('a token is asked for as it is wished', () => {
  const args = ['--company', 'c1', '--name', 'ci', '--scopes', 'messages:send, channels:read', '--expires-in', '90d']
  const limited = [...args, '--rate-limit', '5/min']
  expect(toCreation([...limited, '--json', '--data-dir', 'd'])).toEqual({
    command: {
      command: 'tokens.create',
      company: 'c1',
      surface: 'keebai',
      name: 'ci',
      scopes: ['messages:send', 'channels:read'],
      expiresInMs: 7_776_000_000,
      rateLimit: '5/min',
    },
    json: true,
    dataDirectory: 'd',
  })
  expect(toCreation(['--company', 'c1', '--surface', 'hubmessage']).command).toEqual({
    command: 'tokens.create',
    company: 'c1',
    surface: 'hubmessage',
    name: 'command line',
  })
  expect(toCreation(['--company', 'c', '--surface', 'hubmessage', '--role', 'standard']).command).toMatchObject({
    role: 'standard',
  })
  expect(() => toCreation(['--company', 'c', '--surface', 'hubmessage', '--scopes', 'a'])).toThrow('no --scopes')
  expect(() => toCreation(['--company', 'c', '--surface', 'hubmessage', '--role', 'owner'])).toThrow('not "owner"')
  expect(() => toCreation(['--company', 'c', '--role', 'standard'])).toThrow('secret key')
})

test('a connection is asked for as it is wished', () => {
  const env = { KEEBAI_API_TOKEN: 't', KEEBAI_BASE_URL: 'http://a.test/v1' }
  const signup = toConnectSettings(['--pipeline', 'pip_1', '--coexistence', '--no-open'], env)
  expect(signup.wish).toEqual({ mode: 'embedded_signup', pipeline_id: 'pip_1', coexistence_enabled: true })
  expect([signup.open, signup.client.getConfig().baseUrl]).toEqual([false, 'http://a.test'])

  const pairing = toConnectSettings(['--qr', '--name', 'Shop', '--base-url', 'http://b.test', '--token', 'u'], env)
  expect(pairing.wish).toEqual({ mode: 'qr', name: 'Shop' })
  expect([pairing.open, pairing.client.getConfig().baseUrl]).toEqual([true, 'http://b.test'])
  expect(pairing.client.getConfig().auth).toBe('u')
})

test.each([
  { args: ['--qr', '--pipeline', 'p'], env: { KEEBAI_API_TOKEN: 't' }, says: 'do not go with --qr' },
  { args: ['--qr', '--coexistence'], env: { KEEBAI_API_TOKEN: 't' }, says: 'do not go with --qr' },
  { args: [], env: {}, says: 'KEEBAI_API_TOKEN' },
  { args: ['--token', ''], env: {}, says: 'KEEBAI_API_TOKEN' },
  { args: ['--base-url', 'localhost'], env: { KEEBAI_API_TOKEN: 't' }, says: 'no base URL' },
])('connect with $args is wrong usage', ({ args, env, says }) => {
  expect(() => toConnectSettings(args, env)).toThrow(says)
})
