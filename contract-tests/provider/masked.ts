import type { Exchange } from './provider.ts'

/** Text whose credentials are replaced by names that a shell takes for variables, so that a line made of it runs once they are set. */
export function masked(text: string): string {
  return text
    .replace(/\bkbai_pk_[0-9A-Za-z]{6,}/g, '$KEEBAI_TOKEN')
    .replace(/\bhm_[sp]k_[0-9A-Za-z]{6,}/g, '$HUBMESSAGE_KEY')
    .replace(/\bwhsec_[0-9A-Za-z]{6,}/g, '$WEBHOOK_SECRET')
    .replace(/\b(Bearer\s+)(?!\$)[^\s"'\\,]+/gi, '$1$TOKEN')
    .replace(/\b(Basic\s+)[A-Za-z0-9+/]{4,}=*/g, '$1$CREDENTIALS')
}

/** Bytes of a body that are kept. */
const bodyKeptMax = 256 * 1024

/** An exchange as it may be shown. */
export function keptExchange({ request, response }: Exchange): Exchange {
  return {
    request: { ...request, path: masked(request.path), ...keptParts(request) },
    response: { ...response, ...keptParts(response) },
  }
}

function keptParts({ headers, body }: { headers: Record<string, string>; body: string }) {
  const shown = Object.entries(headers).map(([name, value]) => [name, maskedHeader(name, value)])
  return { headers: Object.fromEntries(shown), body: masked(body.slice(0, bodyKeptMax)) }
}

function maskedHeader(name: string, value: string): string {
  if (name === 'cookie' || name === 'set-cookie') return '…'
  if (name !== 'authorization') return masked(value)
  const shown = masked(value)
  return shown.includes('$') ? shown : '$CREDENTIALS'
}
