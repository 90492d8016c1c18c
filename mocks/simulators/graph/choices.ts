import type { ScreenChoice } from '../phone/content.ts'
import type { ChatMessage } from '../phone/phones.ts'
import { SimulatorRefusal } from '../refusal.ts'

/**
 * What a person taps on: a choice of the message named, or of the newest from this business that offers it. Refused when
 * nothing on the screen does.
 */
export function chosen(
  screen: ChatMessage[],
  business: string,
  type: 'button_reply' | 'list_reply',
  { id, message_id }: { id: string; message_id?: string | undefined },
): { of: ChatMessage; choice: ScreenChoice } {
  const offering = screen.filter(
    (message) => message.direction === 'in' && message.from === business && (message_id ?? message.id) === message.id,
  )
  for (const of of offering.toReversed()) {
    const choice = choicesOf(of, type).find((one) => one.id === id)
    if (choice) return { of, choice }
  }
  const what = type === 'button_reply' ? 'button' : 'row of a list'
  throw new SimulatorRefusal(
    404,
    'CHOICE_NOT_FOUND',
    `No message from +${business} on this phone has a ${what} "${id}"`,
  )
}

function choicesOf({ interactive }: ChatMessage, type: 'button_reply' | 'list_reply'): ScreenChoice[] {
  if (type === 'button_reply') return interactive?.buttons ?? []
  return interactive?.sections?.flatMap(({ rows }) => rows) ?? []
}
