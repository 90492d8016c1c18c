import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { run } from '../../cli/test/run.ts'
import type { Json, JsonObject } from '../json.ts'
import { aPact, listing, verified } from './test/stranger.ts'

/** A broker with these pacts, of which those named are pending; it keeps the results it is told. */
async function startBroker(pacts: JsonObject[], pending: string[] = []) {
  const told: JsonObject[] = []
  const asked: JsonObject[] = []
  const server = createServer(async (req, res) => {
    const answer = (body: Json) => {
      res.setHeader('content-type', 'application/hal+json')
      res.end(JSON.stringify(body))
    }
    const url = `http://${req.headers.host}`
    const [, place = '', at = ''] = (req.url ?? '').split('/')
    if (place === '') {
      const href = `${url}/for-verification/{provider}`
      answer({ _links: { 'pb:provider-pacts-for-verification': { href, templated: true } } })
    } else if (place === 'for-verification') {
      asked.push(await bodyOf(req))
      const entries = pacts.map(({ consumer }, index) => ({
        verificationProperties: { pending: pending.includes(nameOf(consumer)), notices: [] },
        _links: { self: { href: `${url}/pacts/${index}` } },
      }))
      answer({ _embedded: { pacts: at === 'keebai' ? entries : [] } })
    } else if (place === 'pacts') {
      const link = { href: `${url}/results/${at}` }
      answer({ ...pacts[Number(at)], _links: { 'pb:publish-verification-results': link } })
    } else {
      told.push(await bodyOf(req))
      answer({})
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, told, asked, [Symbol.asyncDispose]: close }
}

async function bodyOf(req: IncomingMessage): Promise<JsonObject> {
  let text = ''
  for await (const chunk of req) text += chunk
  return text === '' ? {} : JSON.parse(text)
}

function nameOf(consumer: Json | undefined): string {
  return String((consumer as JsonObject | undefined)?.name)
}

test('pacts of a broker are verified and their results published; a pending one fails nothing', async () => {
  const failing = aPact('crm', listing({}, { status: 'asleep' }))
  await using broker = await startBroker([aPact('shop', listing()), failing], ['crm'])
  const selectors = '[{"mainBranch":true}]'
  const publish = ['--pending', '--publish', '--provider-version', '1.2.3']
  const { code, report } = await verified('--broker', broker.url, '--selectors', selectors, ...publish)
  expect(code).toBe(0)
  expect(report.pacts).toMatchObject([
    { consumer: 'shop', source: `${broker.url}/pacts/0`, pending: false },
    { consumer: 'crm', pending: true },
  ])
  expect(report.results.map(({ outcome }) => outcome)).toEqual(['passed', 'pending-failed'])
  expect(broker.asked[0]).toMatchObject({
    consumerVersionSelectors: [{ mainBranch: true }],
    includePendingStatus: true,
  })
  expect(broker.told).toMatchObject([
    { success: true, providerApplicationVersion: '1.2.3' },
    { success: false, providerApplicationVersion: '1.2.3' },
  ])
})

test('without --publish the broker is told nothing', async () => {
  await using broker = await startBroker([aPact('shop', listing())])
  expect((await verified('--broker', broker.url)).code).toBe(0)
  expect(broker.told).toEqual([])
})

test('a broker that is not there, and one without such pacts, end with 2', async () => {
  await using broker = await startBroker([])
  const empty = await run(['verify', '--broker', broker.url])
  expect(empty).toMatchObject({ code: 2, stderr: 'trunkline: The broker has no pact that these selectors choose.\n' })
  const gone = await run(['verify', '--broker', 'http://127.0.0.1:1'])
  expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('http://127.0.0.1:1 cannot be reached') })
})
