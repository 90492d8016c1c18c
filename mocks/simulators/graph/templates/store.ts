import type { WorldStore } from '../../store.ts'
import { clearRealm } from '../assets.ts'
import type { GraphIds } from '../ids.ts'
import type { Component } from './component.ts'

/** A message template of a WABA. */
export interface Template {
  id: string
  name: string
  language: string
  category: string
  parameterFormat: 'NAMED' | 'POSITIONAL'
  components: Component[]
  status: string
  /** Why it was rejected. */
  reason?: string | undefined
  ttlSeconds?: number | undefined
  /** When the review is over that it is under. */
  reviewAt?: number | undefined
  /** When it was edited while it was approved. */
  edits: number[]
}

/** In place of a WABA id: a template of every WABA of the realm, also of those that come into being later. */
export const everyWaba = '*'

/** A name that may not be used for a while, because a template of it was deleted. */
interface Gone {
  at: number
  approved: boolean
}

/** Its id is one of its own, unless another is given. */
export type SeededTemplate = Omit<Template, 'id' | 'edits'> & { id?: string | undefined }

export interface Templates {
  find(realm: string, wabaId: string, name: string, language: string): Template | undefined
  /** With the WABA it is of. */
  byId(realm: string, wabaIds: readonly string[], id: string): { wabaId: string; template: Template } | undefined
  save(realm: string, wabaId: string, template: Template): void
  /** Makes or replaces one of this name and language, of one WABA or of all. */
  seed(realm: string, wabaId: string, template: SeededTemplate): void
  remove(realm: string, wabaId: string, template: Template, at: number): void
  /** When a template of this name was deleted. */
  goneAt(realm: string, wabaId: string, name: string): Gone | undefined
  list(realm: string, wabaId: string): Template[]
  clear(realm: string): void
}

export function openTemplates(store: WorldStore, ids: GraphIds): Templates {
  const keyOf = (realm: string, wabaId: string, { name, language }: Pick<Template, 'name' | 'language'>) =>
    `${realm}/${wabaId}/${name}/${language}`
  const own = (realm: string, wabaId: string) =>
    store.list<Template>('graph.template', `${realm}/${wabaId}/`).map((row) => row.value)

  /** What is meant for all becomes the WABA's own, under an id of its own, the first time anybody looks. */
  function adopt(realm: string, wabaId: string): void {
    if (wabaId === everyWaba) return
    for (const shared of own(realm, everyWaba)) {
      const key = keyOf(realm, wabaId, shared)
      if (store.get('graph.template', key) || store.get('graph.template-gone', key)) continue
      store.set('graph.template', key, { ...shared, id: ids.graphId() })
    }
  }

  const templates: Templates = {
    find(realm, wabaId, name, language) {
      adopt(realm, wabaId)
      return store.get<Template>('graph.template', keyOf(realm, wabaId, { name, language }))
    },
    byId(realm, wabaIds, id) {
      for (const wabaId of wabaIds) {
        const template = templates.list(realm, wabaId).find((one) => one.id === id)
        if (template) return { wabaId, template }
      }
      return undefined
    },
    save: (realm, wabaId, template) => store.set('graph.template', keyOf(realm, wabaId, template), template),
    seed(realm, wabaId, seeded) {
      const known = store.get<Template>('graph.template', keyOf(realm, wabaId, seeded))
      const template: Template = { ...seeded, id: seeded.id ?? known?.id ?? ids.graphId(), edits: [] }
      store.delete('graph.template-gone', keyOf(realm, wabaId, template))
      templates.save(realm, wabaId, template)
      if (wabaId !== everyWaba) return
      // Those that were adopted before are what they were adopted from.
      for (const { key, value } of store.list<Template>('graph.template', `${realm}/`)) {
        if (value.name !== template.name || value.language !== template.language) continue
        store.set('graph.template', key, { ...template, id: value.id })
      }
    },
    remove(realm, wabaId, template, at) {
      const gone: Gone = { at, approved: template.status === 'APPROVED' }
      store.delete('graph.template', keyOf(realm, wabaId, template))
      store.set('graph.template-gone', keyOf(realm, wabaId, template), gone)
    },
    goneAt: (realm, wabaId, name) =>
      store
        .list<Gone>('graph.template-gone', `${realm}/${wabaId}/${name}/`)
        .map((row) => row.value)
        .findLast(({ approved }) => approved),
    list(realm, wabaId) {
      adopt(realm, wabaId)
      return own(realm, wabaId)
    },
    clear(realm) {
      clearRealm(store, 'graph.template', realm)
      clearRealm(store, 'graph.template-gone', realm)
    },
  }
  return templates
}
