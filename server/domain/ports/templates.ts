import type { Channel } from '../channels/channel.ts'
import type { Template, TemplateChange, TemplateWish } from '../templates/template.ts'

/** A template as Meta tells it. */
export type UpstreamTemplate = Pick<
  Template,
  'metaId' | 'name' | 'language' | 'status' | 'category' | 'parameterFormat' | 'components' | 'ttlSeconds' | 'reason'
>

/**
 * The templates Meta keeps for the account of a channel. Refusals: `upstream_refused`, `upstream_unavailable`, and those
 * named.
 */
export interface UpstreamTemplates {
  /** All of them. */
  list(): Promise<UpstreamTemplate[]>
  /** Undefined when there is none of this id. */
  find(metaId: string): Promise<UpstreamTemplate | undefined>
  /** Refusal `template_exists`. */
  create(wish: TemplateWish): Promise<{ metaId: string; status: string; category: string }>
  /** Refusals `template_not_found`, `template_not_editable`. */
  edit(metaId: string, change: TemplateChange): Promise<void>
  /** Refusal `template_not_found`. */
  delete(template: { metaId: string; name: string }): Promise<void>
  /** What the account is called. */
  accountName(): Promise<string>
}

/** Undefined for channels that have no templates. */
export type UpstreamTemplatesOf = (channel: Channel) => UpstreamTemplates | undefined
