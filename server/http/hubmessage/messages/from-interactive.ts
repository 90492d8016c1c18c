import type { InteractiveActionContent, InteractiveButtonContent } from '../../../../generated/hubmessage/types.gen.ts'
import type { InteractiveContent } from '../../../domain/messages/content.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { HubMessageGeneration } from '../../operation.ts'
import { shortTitle } from './short-title.ts'

export function fromButtons(
  { body, attachments }: InteractiveButtonContent,
  generation: HubMessageGeneration,
): InteractiveContent {
  const buttons = attachments.map(({ id, title }) => ({ id, title: titleOf(title, generation) }))
  return { type: 'interactive', form: 'buttons', body: body.message, buttons }
}

/** Refusal `actions_unsupported`: WhatsApp has one button that opens a URL, and no other action in a free message. */
export function fromActions(
  { header, body, footer, attachments }: InteractiveActionContent,
  generation: HubMessageGeneration,
): InteractiveContent {
  const [action, other] = attachments
  if (!action || other !== undefined || action.name !== 'URL') {
    throw Refusal.of('actions_unsupported', { actions: attachments.map(({ name }) => name) })
  }
  return {
    type: 'interactive',
    form: 'cta_url',
    body: body.message,
    ...(header && { header: { text: header.message } }),
    ...(footer && { footer: footer.message }),
    id: action.id,
    displayText: titleOf(action.title, generation),
    url: action.url ?? '',
  }
}

/** The older contract cuts nothing, and leaves it to WhatsApp to refuse what is too long. */
function titleOf(title: string, generation: HubMessageGeneration): string {
  return generation === 'newer' ? shortTitle(title) : title
}
