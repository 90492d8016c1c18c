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

/** Where received files are: at WhatsApp's own host, or with a simulator that says it is the service. */
export function mediaHost(service: string): { protocol: 'http:' | 'https:'; hostname: string; port: string } {
  if (service === realService) return { protocol: 'https:', hostname: 'mmg.whatsapp.net', port: '' }
  const { protocol, hostname, port } = new URL(service.replaceAll('{company}', 'company'))
  return { protocol: protocol === 'ws:' ? 'http:' : 'https:', hostname, port }
}

const realService = 'wss://web.whatsapp.com/ws/chat'
