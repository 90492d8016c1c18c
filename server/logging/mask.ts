/** Secrets by their look: bearer tokens, webhook secrets, Meta tokens, QR payloads, long keys. */
const secretLooks = [
  /\b(?:kbai_pk_|hm_sk_|hm_pk_|whsec_)[\w-]+/g,
  /\bEAA[\w-]{8,}/g,
  /\b2@[\w+/=,]{20,}/g,
  /https:\/\/wa\.me\/settings\/linked_devices#\S+/g,
]
const longKeyLook = /\b[A-Za-z0-9+/]{40,}={0,2}/g
/** Base64 has the slash too; what lies between the slashes of a path is words, numbers and ids. */
const pathLook = /^(?:(?:[a-z]+\d?|\d+|[\dA-F]{32}|[\da-f]{24}|[\da-f]{32})(?:\/|$))+$/
/** A connect session is the credential of its portal link. */
const sessionLook = /\bcs_\w{22}(\w{4})\b/g
const phoneLook = /\+?\b\d{8,15}\b/g

/** Text fit for a log: secrets gone, phone numbers and connect sessions down to their last four characters. */
export function maskText(text: string): string {
  let masked = text
  for (const look of secretLooks) masked = masked.replace(look, '[secret]')
  masked = masked.replace(longKeyLook, (run) => (run.includes('/') && pathLook.test(run) ? run : '[secret]'))
  return masked.replace(sessionLook, 'cs_…$1').replace(phoneLook, (number) => `…${number.slice(-4)}`)
}

/** The same through every string of a value; an error keeps its name, message, stack and cause. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > 5) return '[deep]'
  if (value instanceof Error) {
    const { name, message, stack, cause } = value
    return {
      name,
      message: maskText(message),
      stack: maskText(stack ?? ''),
      ...(cause !== undefined && { cause: maskValue(cause, depth + 1) }),
    }
  }
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskValue(item, depth + 1)]))
}
