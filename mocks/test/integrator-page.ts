import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'vite'

/** How a page of an integrator comes by the browser SDK. */
export type SdkForm = 'served' | 'bundled'

export interface PageSettings {
  gatewayUrl: string
  publicKey: string
}

/**
 * The web page of an integrator, on an origin of its own and under a content security policy that lets in no script
 * without its nonce. `window.client` is the SDK's client; the button `#connect` connects `?channel=`, with `?options=` as
 * JSON beside it, and leaves what became of it in `window.outcome`.
 */
export async function serveIntegratorPage({ gatewayUrl, publicKey }: PageSettings) {
  const scripts: Record<SdkForm, string> = { bundled: await bundleOf(pageScript), served: pageScript }
  const importMap = JSON.stringify({ imports: { '@hubmessage/connect': `${gatewayUrl}/connect/sdk.js` } })
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://page')
    const form = url.searchParams.get('sdk') === 'bundled' ? 'bundled' : 'served'
    const key = url.searchParams.get('key') ?? publicKey
    const base = url.searchParams.get('base')
    res.setHeader('content-type', 'text/html; charset=utf-8')
    res.setHeader(
      'content-security-policy',
      `default-src 'none'; img-src data:; script-src 'nonce-page'; connect-src ${gatewayUrl} http://127.0.0.1:9`,
    )
    const options = JSON.stringify({ publicKey: key, ...(base !== null && { baseUrl: base }) })
    res.end(`<!doctype html>
<meta charset="utf-8"><title>Integrator</title><link rel="icon" href="data:,">
${form === 'served' ? `<script type="importmap" nonce="page">${importMap}</script>` : `<meta name="hubmessage-base-url" content="${gatewayUrl}">`}
<script nonce="page">${countListeners}</script>
<button id="connect">Connect WhatsApp</button>
<script nonce="page">window.options = ${options}</script>
<script type="module" nonce="page">${scripts[form]}</script>`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    url: (query: Record<string, string>) => `${origin}/?${new URLSearchParams(query)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The documented use, but for where the options are from and the outcome goes. */
const pageScript = `
import HubMessage from '@hubmessage/connect'
const query = new URLSearchParams(location.search)
window.client = HubMessage.newClient(window.options)
window.connect = async (extra) => {
  try {
    const channelId = query.get('channel')
    return await client.connect({ channelId, ...JSON.parse(query.get('options') ?? '{}'), ...extra })
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message }
  }
}
document.getElementById('connect').addEventListener('click', async () => {
  window.outcome = undefined
  window.outcome = await connect()
})
`

/** `window.listening` is how many listeners for messages the window has. */
const countListeners = `
window.listening = 0
window.originalOpen = window.open
for (const [name, change] of [['addEventListener', 1], ['removeEventListener', -1]]) {
  const original = window[name]
  window[name] = (type, ...rest) => {
    if (type === 'message') window.listening += change
    return original.call(window, type, ...rest)
  }
}
`

/** What Vite makes of it, with the alias of docs/connect-sdk.md. */
async function bundleOf(source: string): Promise<string> {
  const entry = 'virtual:page'
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@hubmessage/connect': join(import.meta.dirname, '../../client/connect/index.ts') } },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? `\0${id}` : null),
        load: (id) => (id === `\0${entry}` ? source : null),
      },
    ],
    build: { write: false, modulePreload: false, rolldownOptions: { input: entry } },
  })
  const [output] = [built].flat()
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error('Vite built nothing')
  return chunk.code
}
