import type { InteractiveContent, InteractiveHeader } from '../../../domain/messages/content.ts'
import type { DomainEvent } from '../../../domain/webhooks/webhook.ts'
import { addressOf } from './address-of.ts'
import { identifier } from './event-identifiers.ts'

/** An interactive message as it is echoed: buttons that come back, or one that opens a page. A list has no form of the vendor's. */
export function toSentInteractive(event: DomainEvent, content: InteractiveContent, common: object): object {
  const { header, body: message, footer } = content
  if (content.form === 'cta_url') {
    const { id = identifier(event, 'button'), displayText: title, url } = content
    const part = (name: string, more: object) => ({ '@class': name, identifier: identifier(event, name), ...more })
    return {
      '@class': '.InteractiveActionContent',
      type: 'INTERACTIVE_ACTION',
      ...common,
      message,
      action: part('.ActionContent', { type: 'BUTTON' }),
      buttons: [part('.ButtonActionContent', { id, title, type: 'URL', url })],
      ...(header && 'text' in header && { header: part('.HeaderContent', { message: header.text, type: 'BUTTON' }) }),
      ...(footer !== undefined && { footer: part('.FooterContent', { message: footer, type: 'BUTTON' }) }),
    }
  }
  return {
    '@class': '.InteractiveButtonContent',
    type: 'INTERACTIVE_BUTTON',
    ...common,
    internal_information: { mediaButtonType: header && 'kind' in header ? header.kind.toUpperCase() : 'TEXT' },
    message,
    ...thumbnailOf(header),
    ...(content.form === 'buttons' && { buttons: content.buttons.map(toButton(event)) }),
  }
}

function thumbnailOf(header: InteractiveHeader | undefined): { thumbnail?: string } {
  const thumbnail = header && 'kind' in header ? addressOf(header.media) : undefined
  return thumbnail === undefined ? {} : { thumbnail }
}

function toButton(event: DomainEvent) {
  return ({ id, title }: { id: string; title: string }, index: number) => ({
    '@class': 'com.arkansas.littlerock.core.domain.content.ButtonContent',
    id,
    identifier: identifier(event, `button ${index}`),
    title,
    type: 'BUTTON',
  })
}
