import type { Surface } from './token.ts'

/** Every scope of the Keebai surface that an operation asks for. */
export const keebaiScopes = [
  'messages:send',
  'messages:bulk',
  'templates:read',
  'templates:create',
  'templates:update',
  'channels:read',
  'channels:connect',
  'webhooks:read',
  'webhooks:manage',
] as const

/** Scopes of the skills generation that stand for canonical ones. */
const aliases: Record<string, string[]> = {
  'templates:write': ['templates:create', 'templates:update'],
  'webhooks:write': ['webhooks:manage'],
}

/** What of `required` these scopes do not grant. */
export function missingScopes(granted: string[], required: readonly string[]): string[] {
  return required.filter((scope) => !granted.some((one) => one === scope || aliases[one]?.includes(scope)))
}

/** Held by a HubMessage key whose owner lacks the ENTERPRISE role; such a key may do everything but create channels. */
export const withoutEnterprise = 'role:standard'

/**
 * Held by a HubMessage public key. Such a key stands in web pages for everybody to read: it only starts the signup of a
 * channel in the browser, and no operation of the API takes it.
 */
export const publicKey = 'key:public'

/** Whether a scope can be granted at all. */
export function isScope(text: string, surface: Surface): boolean {
  if (surface === 'hubmessage') return text === withoutEnterprise || text === publicKey
  return (keebaiScopes as readonly string[]).includes(text) || text in aliases
}
