import type { GraphInteractive } from '../../../generated/meta/types.gen.ts'
import type { CatalogContent, InteractiveContent, InteractiveHeader } from '../../domain/messages/content.ts'
import { toGraphSource } from './to-graph-media.ts'

export function toGraphInteractive(content: InteractiveContent): GraphInteractive {
  const { header, body, footer } = content
  const frame = {
    ...(header && { header: toHeader(header) }),
    body: { text: body },
    ...(footer !== undefined && { footer: { text: footer } }),
  }
  switch (content.form) {
    case 'buttons': {
      const buttons = content.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } }) as const)
      return { type: 'button', ...frame, action: { buttons } }
    }
    case 'list':
      return { type: 'list', ...frame, action: { button: content.button, sections: content.sections } }
    case 'cta_url': {
      const parameters = { display_text: content.displayText, url: content.url }
      return { type: 'cta_url', ...frame, action: { name: 'cta_url', parameters } }
    }
  }
}

export function toGraphCatalog({ body, thumbnailProductRetailerId, footer }: CatalogContent): GraphInteractive {
  return {
    type: 'catalog_message',
    body: { text: body },
    ...(footer !== undefined && { footer: { text: footer } }),
    action: {
      name: 'catalog_message',
      ...(thumbnailProductRetailerId !== undefined && {
        parameters: { thumbnail_product_retailer_id: thumbnailProductRetailerId },
      }),
    },
  }
}

function toHeader(header: InteractiveHeader) {
  if ('text' in header) return { type: 'text', text: header.text } as const
  return { type: header.kind, [header.kind]: toGraphSource(header.media) } as const
}
