import { SimulatorRefusal } from '../simulators/refusal.ts'

/** What was given along with a state. Names a state does not know are passed over: they are the pact's own business. */
export type Params = Readonly<Record<string, unknown>>

/** A text, or a number written as one; undefined when it is absent, null or empty. */
export function textOf(params: Params, name: string): string | undefined {
  const value = params[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw wrong(name, 'is a text')
}

/** A list of texts, or one text with spaces or commas between them. */
export function listOf(params: Params, name: string): string[] | undefined {
  const value = params[name]
  if (!Array.isArray(value))
    return textOf(params, name)
      ?.split(/[\s,]+/)
      .filter((part) => part !== '')
  if (value.every((part) => typeof part === 'string')) return value
  throw wrong(name, 'is a list of texts')
}

export function numberOf(params: Params, name: string, { from, to }: { from: number; to: number }): number | undefined {
  const text = textOf(params, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= from && value <= to) return value
  throw wrong(name, `is a whole number from ${from} to ${to}, not "${text}"`)
}

export function choiceOf<const Choice extends string>(
  params: Params,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = textOf(params, name)
  const found = choices.find((choice) => choice === text)
  if (text === undefined || found !== undefined) return found
  throw wrong(name, `is ${choices.join(' or ')}, not "${text}"`)
}

/** A text of this form. */
export function matching(params: Params, name: string, form: RegExp, words: string): string | undefined {
  const text = textOf(params, name)
  if (text === undefined || form.test(text)) return text
  throw wrong(name, `is ${words}, not "${text}"`)
}

/** Meta's ids. */
export function digitsOf(params: Params, name: string): string | undefined {
  return matching(params, name, /^\d{1,32}$/, 'made of digits')
}

export function wrong(name: string, words: string): SimulatorRefusal {
  return new SimulatorRefusal(400, 'BAD_REQUEST', `The param "${name}" ${words}`)
}
