/**
 * Where the multi-device service is: the real one, unless configuration names another. rc14 does not verify the
 * server's certificate chain, so that the server is WhatsApp's rests on TLS alone.
 */
export function serviceAddress(url: string | undefined): string {
  if (url === undefined) {
    if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
      throw new Error('WhatsApp is not contacted while NODE_TLS_REJECT_UNAUTHORIZED switches TLS verification off')
    }
    return realService
  }
  const { protocol } = new URL(url.replaceAll('{company}', 'company'))
  if (protocol !== 'ws:' && protocol !== 'wss:') throw new Error(`${url} is no ws or wss URL`)
  return url
}

const realService = 'wss://web.whatsapp.com/ws/chat'
