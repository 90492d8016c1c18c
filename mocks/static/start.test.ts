import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { checkout, start, trunkline } from '../test/process/program.ts'
import { openStaticMock } from './static-mock.ts'
import { send } from './test/mock-rig.ts'

const busy = createServer().listen(0, '127.0.0.1')
afterAll(() => void busy.close())

test.concurrent('the command says where everything is, answers the request it shows, and ends on a signal', async () => {
  await using mock = trunkline(['mock', '--port', '0', '--event-spacing', '5'])
  const url = await mock.says(/static mock at (\S+)/)
  expect(mock.stdout()).toContain(`${url}/hubmessage/openapi.json`)
  const [, path = '', token = '', body = ''] =
    /curl -s \S+?(\/v1\S+) .*(Bearer [^']+)'.*-d '([^']+)'/s.exec(mock.stdout()) ?? []
  const headers = { authorization: token, 'content-type': 'application/json' }
  expect((await send(url + path, { method: 'POST', headers, body })).status).toBe(202)
  expect((await send(`${url}/readyz`, {})).body).toEqual({ status: 'ready' })
  expect(await mock.stop('SIGTERM')).toBe(0)
})

test.concurrent('without Prism the command names the package and ends with 2', async () => {
  const hide = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module'
    registerHooks({
      resolve(specifier, context, next) {
        if (!specifier.startsWith('@stoplight/')) return next(specifier, context)
        throw Object.assign(new Error('Cannot find package ' + specifier), { code: 'ERR_MODULE_NOT_FOUND' })
      },
    })`)}`
  await using mock = start(process.execPath, ['--import', hide, `${checkout}cli/trunkline.ts`, 'mock', '--port', '0'])
  expect(await mock.ended).toBe(2)
  expect(mock.stderr()).toBe(
    'trunkline: The static mock needs the package @stoplight/prism-http, which is not installed: npm install @stoplight/prism-http\n',
  )
})

test.concurrent('a port in use and a bad variable end with 2 and the reason', async () => {
  const { port } = busy.address() as AddressInfo
  await using taken = trunkline(['mock', '--port', String(port)])
  await using wrong = trunkline(['mock'], { env: { PORT: 'many', TRUNKLINE_LOG_LEVEL: 'loud' } })
  expect(await taken.ended).toBe(2)
  expect(taken.stderr()).toContain('another program listens there')
  expect(await wrong.ended).toBe(2)
  expect(wrong.stderr()).toMatch(/PORT must be a number.*"many"\n- TRUNKLINE_LOG_LEVEL is .*"loud"/)
})

test.concurrent('health, readiness and the documents are where the gateway has them', async () => {
  await using mock = await openStaticMock()
  expect(await send(`${mock.url}/healthz`, {})).toMatchObject({ status: 200, body: { status: 'ok' } })
  await mock.ready
  expect(await send(`${mock.url}/readyz`, {})).toMatchObject({ status: 200, body: { status: 'ready' } })
  for (const [path, title] of [
    ['/v1/docs-json', 'Keebai surface'],
    ['/hubmessage/openapi.json', 'HubMessage surface'],
  ]) {
    expect(await send(mock.url + path, {})).toMatchObject({ status: 200, body: { info: { title } } })
  }
})

test.concurrent('mocks of one process do not disturb each other', async () => {
  const mocks = await Promise.all([openStaticMock(), openStaticMock()])
  await mocks[0].close()
  expect((await send(`${mocks[1].url}/healthz`, {})).status).toBe(200)
  await expect(send(`${mocks[0].url}/healthz`, {})).rejects.toThrow()
  await mocks[1].close()
})
