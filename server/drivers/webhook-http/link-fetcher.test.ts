import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { AddressUnusable, MediumUnusable } from '../../domain/ports/outgoing-media.ts'
import { createLinkFetcher, type LinkFetcherOptions } from './link-fetcher.ts'

async function serve(handle: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const anywhere = (more: Partial<LinkFetcherOptions> = {}) => createLinkFetcher({ allow: 'any', ...more })

async function read(fetching: ReturnType<ReturnType<typeof createLinkFetcher>>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of (await fetching).bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('what stands at an address is told with its type, size and name', async () => {
  await using host = await serve((_req, res) => {
    res.writeHead(200, { 'content-type': 'image/PNG; charset=x', 'content-length': '4' }).end('data')
  })
  const fetched = await anywhere()(`${host.url}/some%20photo.png?size=1`)
  expect(fetched).toMatchObject({ mime: 'image/png', size: 4, filename: 'some photo.png' })
  expect(await read(Promise.resolve(fetched))).toBe('data')
})

test('the name a server gives comes before that of the address; without any type it says none', async () => {
  await using host = await serve((_req, res) => {
    res.writeHead(200, { 'content-disposition': 'attachment; filename="price list.pdf"' }).end('data')
  })
  expect(await anywhere()(`${host.url}/download`)).toMatchObject({ filename: 'price list.pdf', mime: null, size: null })
})

test('redirects are followed, three of them', async () => {
  await using host = await serve((req, res) => {
    const left = Number(req.url?.slice(1))
    if (left === 0) res.end('there')
    else res.writeHead(302, { location: `/${left - 1}` }).end()
  })
  expect(await read(anywhere()(`${host.url}/3`))).toBe('there')
  await expect(anywhere()(`${host.url}/4`)).rejects.toThrow('redirected too often')
})

test('a gateway fetches from public addresses by https only, however the address is written', async () => {
  const fetchLink = createLinkFetcher({
    allow: 'public',
    resolveAll: (_name, _options, done) => done(null, [{ address: '10.0.0.7', family: 4 }]),
  })
  for (const [url, why] of [
    ['http://example.com/a.png', 'it must begin with https://'],
    ['https://127.0.0.1/a.png', 'its address is not on the public internet'],
    ['https://[::ffff:10.0.0.1]/a.png', 'its address is not on the public internet'],
    ['https://2130706433/a.png', 'its address is not on the public internet'],
    ['https://localhost/a.png', 'its name is not on the public internet'],
    ['https://rebound.example.com/a.png', 'leads to an address that is not on the public internet'],
    ['https://user:secret@example.com/a.png', 'it must not hold a user name or password'],
    ['https://example.com:6379/a.png', 'its port must be 443 or 8443'],
    ['file:///etc/passwd', 'it must begin with https://'],
  ] as const) {
    const failure = await fetchLink(url).catch((error) => error)
    expect(failure, url).toBeInstanceOf(MediumUnusable)
    expect(failure.message, url).toContain(why)
  }
})

test.each([
  ['an answer that is no success', 404],
  ['a part of it', 206],
  ['no change', 304],
])('%s is no medium', async (_, status) => {
  await using host = await serve((_req, res) => res.writeHead(status).end())
  await expect(anywhere()(host.url)).rejects.toThrow(`its link answers ${status}`)
})

test('a server that falls silent, breaks off or goes on for ever is given up', async () => {
  await using silent = await serve(() => undefined)
  await expect(anywhere({ silenceMs: 50 })(silent.url)).rejects.toThrow('could not be made in time')
  await using broken = await serve((_req, res) => {
    res.writeHead(200, { 'content-length': '10' }).write('data')
    setImmediate(() => res.destroy())
  })
  await expect(read(anywhere()(broken.url))).rejects.toThrow(MediumUnusable)
  await using endless = await serve((_req, res) => {
    const writing = setInterval(() => res.write('data'), 5)
    res.on('close', () => clearInterval(writing))
  })
  await expect(read(anywhere({ totalMs: 100 })(endless.url))).rejects.toThrow('it takes too long')
})

test('where http is allowed as well, private addresses and odd ports are not, by whatever name', async () => {
  const fetchLink = createLinkFetcher({
    allow: 'public',
    plain: true,
    resolveAll: (_name, _options, done) => done(null, [{ address: '10.0.0.7', family: 4 }]),
  })
  for (const [url, why] of [
    ['http://127.0.0.1/a.png', 'its address is not on the public internet'],
    ['http://[::1]/a.png', 'its address is not on the public internet'],
    ['http://example.com:81/a.png', 'its port must be 80 or 8443'],
    ['ftp://example.com/a.png', 'it must begin with http:// or https://'],
  ] as const) {
    const refused = expect(fetchLink(url)).rejects
    await refused.toThrow(why)
    await expect(fetchLink(url)).rejects.toBeInstanceOf(AddressUnusable)
  }
  const byName = fetchLink('http://example.com/a.png')
  await expect(byName).rejects.toThrow('its name leads to an address that is not on the public internet')
  await expect(byName).rejects.not.toBeInstanceOf(AddressUnusable)
})
