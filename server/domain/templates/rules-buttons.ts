import type { Problem } from './rules.ts'
import { placeholdersOf } from './template.ts'

const buttonsMax = 10
const labelMax = 25
const urlMax = 2000
const phoneNumberMax = 20
const codeMax = 15
/** How many of a kind a template may have; the rest are bound by the total alone. */
const mostOf: Record<string, number> = { URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1, OTP: 1 }
/** Kinds that carry a label of their own. */
const labelled = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'FLOW', 'VOICE_CALL']

/** What is wrong with the buttons of a template. */
export function buttonProblems(value: unknown, at: string): Problem[] {
  if (!Array.isArray(value) || value.length === 0) return [{ path: at, message: 'needs at least one button' }]
  if (value.length > buttonsMax) return [{ path: at, message: `may have ${buttonsMax} buttons at most` }]
  const buttons = value.map((button) => (typeof button === 'object' && button !== null ? button : {}) as Button)
  const tooMany = Object.entries(mostOf).flatMap(([kind, most]) => {
    const count = buttons.filter((button) => kindOf(button) === kind).length
    return count > most ? [{ path: at, message: `may have ${most} of type ${kind} at most` }] : []
  })
  return [...tooMany, ...buttons.flatMap((button, index) => oneProblems(button, `${at}/${index}`))]
}

type Button = Record<string, unknown>

function kindOf({ type }: Button): string {
  return typeof type === 'string' ? type.toUpperCase() : ''
}

function oneProblems(button: Button, at: string): Problem[] {
  const kind = kindOf(button)
  if (kind === '') return [{ path: `${at}/type`, message: 'is required' }]
  return [...(labelled.includes(kind) ? labelProblems(button, at) : []), ...targetProblems(kind, button, at)]
}

function labelProblems({ text }: Button, at: string): Problem[] {
  const path = `${at}/text`
  if (typeof text !== 'string' || text === '') return [{ path, message: 'is required' }]
  return text.length > labelMax ? [{ path, message: `must NOT have more than ${labelMax} characters` }] : []
}

function targetProblems(kind: string, { url, example, phone_number: phone }: Button, at: string): Problem[] {
  if (kind === 'URL') return urlProblems(url, example, at)
  if (kind === 'PHONE_NUMBER') {
    const good = typeof phone === 'string' && /^\+?[\d\s()-]+$/.test(phone) && phone.length <= phoneNumberMax
    return good
      ? []
      : [{ path: `${at}/phone_number`, message: `must be a phone number of ${phoneNumberMax} characters at most` }]
  }
  if (kind === 'COPY_CODE') {
    const code = Array.isArray(example) ? example[0] : example
    const good = typeof code === 'string' && code !== '' && code.length <= codeMax
    return good ? [] : [{ path: `${at}/example`, message: `must be a code of ${codeMax} characters at most` }]
  }
  return []
}

function urlProblems(url: unknown, example: unknown, at: string): Problem[] {
  const path = `${at}/url`
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return [{ path, message: 'must be an http or https URL' }]
  if (url.length > urlMax) return [{ path, message: `must NOT have more than ${urlMax} characters` }]
  const variables = placeholdersOf(url)
  if (variables.length === 0) return []
  if (variables.length > 1 || !/\{\{[^{}]*\}\}$/.test(url)) {
    return [{ path, message: 'may have one variable, at its end' }]
  }
  const given = Array.isArray(example) ? example[0] : example
  return typeof given === 'string' && given !== ''
    ? []
    : [{ path: `${at}/example`, message: 'needs an example of the URL' }]
}
