import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKeebaiClient, keebai, unwrap } from '../../client/index.ts'
import { createClient } from '../../generated/sandbox/client/index.ts'
import * as control from '../../generated/sandbox/index.ts'
import { startSandbox, type TestSandbox } from '../testing/index.ts'
import { freePort, type Program, start } from './process/program.ts'
import { until } from './process/until.ts'

let sandbox: TestSandbox
const people = createClient()

beforeAll(async () => {
  sandbox = await startSandbox()
  people.setConfig({ baseUrl: sandbox.url })
})
afterAll(() => sandbox.close())

function example(name: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Program {
  const api = { KEEBAI_BASE_URL: sandbox.url, KEEBAI_API_TOKEN: sandbox.credentials.keebai.token }
  return start(process.execPath, [`examples/${name}.ts`, ...args], { env: { ...api, ...env } })
}

/** The texts that have arrived on a phone, oldest first. */
async function arrivedOn(number: string): Promise<string[]> {
  const { data } = await unwrap(control.listPhoneMessages({ client: people, path: { number } }))
  return data.filter(({ direction }) => direction === 'in').map(({ text }) => text)
}

test('connect-by-qr pairs a phone and sends its first text', async () => {
  await unwrap(control.createPhone({ client: people, body: { number: '+5491100000001', name: 'Front desk' } }))
  await using program = example('connect-by-qr', ['+5491155555555'])
  const qr = await program.says(/^Scan: (\S+)\n/m)
  await unwrap(control.scanQr({ client: people, path: { number: '+5491100000001' }, body: { qr } }))
  await program.says(/Connected \+5491100000001 as ch_/)
  await until(async () => (await arrivedOn('+5491155555555')).includes('Hello from the front desk'))
  expect(await program.ended).toBe(0)
  expect(program.stderr()).toBe('')
})

test('receive-webhooks answers a text once, refuses what is not signed, and unsubscribes at its end', async () => {
  const { channel, keebai: credentials } = sandbox.credentials
  const port = await freePort()
  await using program = example('receive-webhooks', [], { PORT: String(port) })
  const url = await program.says(/Receiving at (\S+)/)

  const body = { to: channel.phone_number, text: 'Is anybody there?' }
  await unwrap(control.sendFromPhone({ client: people, path: { number: '+5491155555555' }, body }))
  await program.says(/\+5491155555555: Is anybody there\?/)
  await program.says(/Delivered to \+5491155555555/)
  expect((await arrivedOn('+5491155555555')).filter((text) => text.startsWith('You said'))).toEqual([
    'You said: Is anybody there?',
  ])

  expect((await fetch(url, { method: 'POST', body: '{"id":"evt_1","type":"whatsapp.message.received"}' })).status).toBe(
    401,
  )
  expect(await program.stop()).toBe(0)
  expect(program.stderr()).toBe('')
  const client = createKeebaiClient({ baseUrl: sandbox.url, token: credentials.token })
  expect((await unwrap(keebai.listWebhooks({ client }))).data).toEqual([])
})
