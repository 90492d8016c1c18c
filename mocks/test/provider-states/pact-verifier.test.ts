import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { me } from './calls.ts'
import { openStageRig, type StageRig, strangersToken } from './stage-rig.ts'

let rig: StageRig
let folder: string
beforeAll(async () => {
  rig = await openStageRig()
  folder = await mkdtemp(join(tmpdir(), 'trunkline-pact-'))
  await writeFile(join(folder, 'pact.json'), JSON.stringify(pact))
})
afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const request = (method: string, path: string, body?: object) => ({
  method,
  path,
  headers: {
    Authorization: `Bearer ${strangersToken}`,
    ...(body && { 'Content-Type': 'application/json' }),
  },
  ...(body && { body }),
})
const text = { phone_number_id: '100000000000042', to: '+5491155555555', text: 'Hola' }

/** Two states, params, no state, tokens: whatever a verifier sends. */
const pact = {
  consumer: { name: 'shop' },
  provider: { name: 'keebai' },
  metadata: { pactSpecification: { version: '3.0.0' } },
  interactions: [
    {
      description: 'a text without the scope',
      providerStates: [
        { name: 'a token without scopes', params: { scopes: ['channels:read'] } },
        { name: 'a connected Cloud API channel', params: { phone_number_id: '100000000000042', name: 'Tienda & Cía' } },
      ],
      request: request('POST', '/v1/messages/text', text),
      response: { status: 403 },
    },
    {
      description: 'the channel with its name',
      providerStates: [
        { name: 'a connected Cloud API channel', params: { phone_number_id: '100000000000042', name: 'Tienda & Cía' } },
      ],
      request: request('GET', '/v1/channels'),
      response: { status: 200, body: { data: [{ name: 'Tienda & Cía', phone_number_id: '100000000000042' }] } },
    },
    {
      description: 'nothing',
      providerStates: [{ name: 'nothing exists' }],
      request: request('GET', '/v1/channels'),
      response: { status: 200, body: { data: [] } },
    },
    {
      description: 'no state at all',
      request: request('GET', '/v1/channels/65a1f2b3c4d5e6f7a8b9c0d1'),
      response: { status: 200, body: { name: 'Soporte Chile' } },
    },
    {
      description: 'a refused token',
      providerStates: [{ name: 'an unknown token' }],
      request: request('GET', '/v1/me'),
      response: { status: 401 },
    },
  ],
}

interface Told {
  interactionResults: { result: string; description: string }[]
}

/** The Pact verifier itself, in a process of its own. */
async function verifierSays(pactFile: string, more: { basePath?: string; asBody?: string; teardown?: string }) {
  const { basePath = '', asBody = 'yes', teardown = 'yes' } = more
  const { url } = rig.sandbox
  const result = join(folder, `${randomUUID()}.json`)
  const env = {
    ...process.env,
    PACT_DO_NOT_TRACK: 'true',
    PROVIDER_URL: url + basePath,
    STATES_URL: `${url}/_sandbox/provider-states`,
    PACT: pactFile,
    RESULT: result,
    AS_BODY: asBody,
    TEARDOWN: teardown,
  }
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'verify-child.ts')], { env })
  return JSON.parse(await readFile(result, 'utf8')) as Told
}

test.each([
  ['in the body', 'yes', 'yes'],
  ['in the query', 'no', 'yes'],
  ['in the body, and tears nothing down', 'yes', 'no'],
  ['in the query, and tears nothing down', 'no', 'no'],
])('a pact verifies when the verifier sends its states %s', async (_, asBody, teardown) => {
  const told = await verifierSays(join(folder, 'pact.json'), { asBody, teardown })
  expect(told).toMatchObject({ interactionResults: pact.interactions.map(() => ({ result: 'OK' })) })
  if (teardown === 'yes') expect((await me(rig)).status).toBe(401)
})

test.each([
  ['PHP', 'crm-hubmessage.json', '/hubmessage'],
  ['Python', 'notifier-keebai.json', ''],
])('the requests of the example in the shape of %s verify as they are', async (_, name, basePath) => {
  const { interactionResults } = await verifierSays(await requestsOf(name), { basePath })
  expect(interactionResults.length).toBeGreaterThan(1)
  expect(interactionResults.filter(({ result }) => result !== 'OK')).toEqual([])
})

/** The pact without its events, which the Pact verifier asks of a message provider. */
async function requestsOf(name: string): Promise<string> {
  const content = JSON.parse(await readFile(join(import.meta.dirname, '../../../examples/pacts', name), 'utf8'))
  content.interactions = content.interactions.filter((one: { request?: object }) => one.request)
  const file = join(folder, name)
  await writeFile(file, JSON.stringify(content))
  return file
}
