import type { WebhookTemplateCategoryValue, WebhookTemplateStatusValue } from '../../../../generated/meta/types.gen.ts'
import { clearRealm } from '../assets.ts'
import { emitOfWaba } from '../events.ts'
import type { SendingWorld } from '../messages.ts'
import type { Template } from './store.ts'

/** What a reviewer decides. */
export interface Decision {
  /** Absent where it stays what it is. */
  status?: string | undefined
  /** Where Meta moves the template. */
  category?: string | undefined
  /** `INVALID_FORMAT`, `ABUSIVE_CONTENT` … */
  reason?: string | undefined
}

/** Templates under review: approved by the clock, unless somebody decides otherwise before. */
export interface Reviews {
  /** Saves a template that is now under review. */
  begin(realm: string, wabaId: string, template: Template): void
  forget(realm: string, wabaId: string, template: Template): void
  /** Approves whatever is due at the clock's time. */
  run(): void
  clear(realm: string): void
  close(): void
}

interface Due {
  wabaId: string
  name: string
  language: string
  at: number
}

/** @param worldOf the world is complete only once its parts are */
export function openReviews(worldOf: () => SendingWorld): Reviews {
  let timer: NodeJS.Timeout | undefined

  const keyOf = (realm: string, wabaId: string, { id }: Template) => `${realm}/${wabaId}/${id}`

  function plan(): void {
    clearTimeout(timer)
    const { store, clock } = worldOf()
    const dues = store.list<Due>('graph.review').map((row) => row.value.at)
    if (dues.length === 0) return
    timer = setTimeout(reviews.run, Math.min(Math.max(Math.min(...dues) - clock.now(), 1), 2 ** 31 - 1))
    timer.unref()
  }

  const reviews: Reviews = {
    begin(realm, wabaId, template) {
      const { store, templates, clock, knobs } = worldOf()
      const at = clock.now() + knobs.of(realm).templateReviewMs
      const { name, language } = template
      templates.save(realm, wabaId, { ...template, reviewAt: at })
      const due: Due = { wabaId, name, language, at }
      store.set('graph.review', keyOf(realm, wabaId, template), due)
      plan()
    },
    forget(realm, wabaId, template) {
      worldOf().store.delete('graph.review', keyOf(realm, wabaId, template))
    },
    run() {
      const world = worldOf()
      for (const { key, value } of world.store.list<Due>('graph.review')) {
        if (value.at > world.clock.now()) continue
        const realm = key.slice(0, key.indexOf('/'))
        const template = world.templates.find(realm, value.wabaId, value.name, value.language)
        world.store.transaction(() => {
          world.store.delete('graph.review', key)
          if (template?.status === 'PENDING') decide(world, realm, value.wabaId, template, { status: 'APPROVED' })
        })
      }
      plan()
    },
    clear: (realm) => clearRealm(worldOf().store, 'graph.review', realm),
    close: () => clearTimeout(timer),
  }
  return reviews
}

/** Puts a decision into effect and reports it. */
export function decide(
  world: SendingWorld,
  realm: string,
  wabaId: string,
  template: Template,
  { status, category, reason }: Decision,
): Template {
  const moved: Template = { ...template, category: category ?? template.category }
  const decided: Template = status === undefined ? moved : { ...moved, status, reason, reviewAt: undefined }
  world.store.transaction(() => {
    world.templates.save(realm, wabaId, decided)
    if (moved.category !== template.category) reportCategory(world, realm, wabaId, moved, template.category)
    if (status === undefined) return
    world.reviews.forget(realm, wabaId, template)
    reportStatus(world, realm, wabaId, decided)
  })
  return decided
}

function reportStatus(world: SendingWorld, realm: string, wabaId: string, template: Template): void {
  const { id, name, language, category, status, reason } = template
  const value: WebhookTemplateStatusValue = {
    event: status,
    message_template_id: Number(id),
    message_template_name: name,
    message_template_language: language,
    message_template_category: category,
    reason: reason ?? 'NONE',
  }
  emitOfWaba(world, realm, wabaId, { field: 'message_template_status_update', value })
}

function reportCategory(
  world: SendingWorld,
  realm: string,
  wabaId: string,
  { id, name, language, category }: Template,
  previous: string,
): void {
  const value: WebhookTemplateCategoryValue = {
    message_template_id: Number(id),
    message_template_name: name,
    message_template_language: language,
    previous_category: previous,
    new_category: category,
  }
  emitOfWaba(world, realm, wabaId, { field: 'template_category_update', value })
}
