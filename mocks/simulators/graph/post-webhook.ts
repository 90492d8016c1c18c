import { createHmac } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'

const TIMEOUT_MS = 10_000
const agents = {
  http: new http.Agent({ keepAlive: true, maxSockets: 64 }),
  https: new https.Agent({ keepAlive: true, maxSockets: 64 }),
}

/** Posts one webhook as Meta does, without following redirects. The status, or undefined when nobody answered. */
export function postWebhook(
  url: string,
  body: string,
  secret: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const bytes = Buffer.from(body)
  return attempt(url, bytes, sign(bytes, secret), signal, true)
}

/** The subscription handshake: true when the callback repeats the challenge. */
export async function verifyCallback(url: string, verifyToken: string, challenge: string): Promise<boolean> {
  const asked = new URL(url)
  asked.searchParams.set('hub.mode', 'subscribe')
  asked.searchParams.set('hub.challenge', challenge)
  asked.searchParams.set('hub.verify_token', verifyToken)
  try {
    const response = await fetch(asked, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    return response.status === 200 && (await response.text()) === challenge
  } catch {
    return false
  }
}

function sign(bytes: Buffer, secret: string) {
  return {
    'x-hub-signature': `sha1=${createHmac('sha1', secret).update(bytes).digest('hex')}`,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`,
  }
}

function attempt(
  url: string,
  bytes: Buffer,
  signature: Record<string, string>,
  signal: AbortSignal,
  first: boolean,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const secure = url.startsWith('https:')
    const request = (secure ? https : http).request(url, {
      method: 'POST',
      agent: secure ? agents.https : agents.http,
      timeout: TIMEOUT_MS,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': bytes.length,
        'user-agent': 'facebookexternalua',
        ...signature,
      },
    })
    request.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
      response.on('error', () => resolve(undefined))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => {
      // A kept connection the callback closed meanwhile says nothing about the callback.
      if (first && request.reusedSocket && !signal.aborted) resolve(attempt(url, bytes, signature, signal, false))
      else resolve(undefined)
    })
    request.end(bytes)
  })
}
