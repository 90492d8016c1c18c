import type { ScreenInteractive } from '../../phone/content.ts'
import { GraphError } from '../errors.ts'
import { type Button, fillIn, variablesOf } from './component.ts'
import type { Given } from './render.ts'

/** The buttons of a sent template: quick replies can be tapped, the first link can be opened. */
export function renderButtons(
  buttons: Button[],
  given: Given[],
): Pick<ScreenInteractive, 'buttons' | 'display_text' | 'url'> {
  for (const { index } of given) {
    if (!buttons[index]) throw new GraphError(132000, { details: `button: the template has no button ${index}` })
  }
  const parameterOf = (index: number) => given.find((one) => one.index === index)?.parameters[0]
  const links = buttons.flatMap((button, index) => {
    if (button.type !== 'URL') return []
    return [{ display_text: button.text, url: linkOf(button, index, parameterOf(index)) }]
  })
  const replies = buttons.flatMap(({ type, text = '' }, index) => {
    if (type !== 'QUICK_REPLY') return []
    const payload = parameterOf(index)?.payload
    return [{ id: typeof payload === 'string' ? payload : text, title: text }]
  })
  buttons.forEach(({ type }, index) => {
    if (type !== 'COPY_CODE') return
    const code = parameterOf(index)?.coupon_code
    if (typeof code !== 'string' || code === '' || code.length > 15) throw missing(index, type)
  })
  return { ...(replies.length > 0 && { buttons: replies }), ...links[0] }
}

function linkOf({ url = '' }: Button, index: number, parameter: Record<string, unknown> | undefined): string {
  const [variable] = variablesOf(url)
  if (variable === undefined) return url
  if (typeof parameter?.text !== 'string' || parameter.text === '') throw missing(index, 'Url')
  return fillIn(url, new Map([[variable, parameter.text]]))
}

function missing(index: number, type: string): GraphError {
  return new GraphError(131008, { details: `buttons: Button at index ${index} of type ${type} requires a parameter` })
}
