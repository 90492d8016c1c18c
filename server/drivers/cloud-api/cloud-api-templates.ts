import type { CreatedTemplate, GraphTemplate, GraphTemplateList } from '../../../generated/meta/types.gen.ts'
import type { Channel } from '../../domain/channels/channel.ts'
import type { UpstreamTemplate, UpstreamTemplates } from '../../domain/ports/templates.ts'
import { Refusal } from '../../domain/refusals.ts'
import { bodyFromGraph, isUnknownObject, refusedBy } from './from-graph.ts'
import type { GraphClient } from './graph-client.ts'
import { templateFromGraph } from './template-from-graph.ts'
import { toGraphTemplateChange, toGraphTemplateWish } from './to-graph-template-wish.ts'

const fields = 'id,name,status,category,language,components,parameter_format,rejected_reason,message_send_ttl_seconds'
const pageSize = 100
/** 6,000 templates, the most an account may have. */
const pagesMax = 60

/** Meta's subcodes. The name is taken in this language, or still is that of a template deleted lately. */
const existsSubcodes = [2388023, 2388024]
const notEditableSubcode = 2388003

/** The templates Meta keeps for a WhatsApp Business Account. */
export function createCloudApiTemplates({
  client,
  tokenOf,
}: {
  client: GraphClient
  tokenOf: (channel: Channel) => Promise<string>
}): (channel: Channel) => UpstreamTemplates {
  return (channel) => {
    const account = `/${encodeURIComponent(channel.wabaId ?? '')}`
    const path = `${account}/message_templates`

    return {
      async list() {
        const token = await tokenOf(channel)
        const templates: UpstreamTemplate[] = []
        let after: string | undefined
        for (let page = 0; page < pagesMax; page += 1) {
          const query = { fields, limit: String(pageSize), ...(after !== undefined && { after }) }
          const reply = await client.call({ method: 'GET', path, query, token, repeatable: true })
          const { data, paging } = bodyFromGraph<GraphTemplateList>(reply)
          templates.push(...data.map(templateFromGraph))
          after = paging?.next === undefined ? undefined : paging.cursors?.after
          if (after === undefined) break
        }
        return templates
      },

      async find(metaId) {
        if (!isId(metaId)) return undefined
        const token = await tokenOf(channel)
        const reply = await client.call({
          method: 'GET',
          path: `/${metaId}`,
          query: { fields },
          token,
          repeatable: true,
        })
        if (isUnknownObject(reply)) return undefined
        return templateFromGraph(bodyFromGraph<GraphTemplate>(reply))
      },

      async create(wish) {
        const token = await tokenOf(channel)
        const reply = await client.call({ method: 'POST', path, body: toGraphTemplateWish(wish), token })
        if (refusedBy(reply, existsSubcodes)) {
          const { name, language } = wish
          throw Refusal.of('template_exists', { name, language, upstream: refusedBy(reply, existsSubcodes) ?? null })
        }
        const { id, status = 'PENDING', category = wish.category } = bodyFromGraph<CreatedTemplate>(reply)
        return { metaId: String(id), status, category }
      },

      async edit(metaId, change) {
        const token = await tokenOf(channel)
        const body = toGraphTemplateChange(change)
        const reply = await client.call({ method: 'POST', path: `/${encodeURIComponent(metaId)}`, body, token })
        if (isUnknownObject(reply)) throw Refusal.of('template_not_found', { template: metaId })
        const refused = refusedBy(reply, [notEditableSubcode])
        if (refused) {
          const why = refused.details ?? refused.title
          throw Refusal.of('template_not_editable', { template: metaId, status: null, why })
        }
        bodyFromGraph(reply)
      },

      async delete({ metaId, name }) {
        const token = await tokenOf(channel)
        const query = { name, hsm_id: metaId }
        const reply = await client.call({ method: 'DELETE', path, query, token, repeatable: true })
        if (isUnknownObject(reply)) throw Refusal.of('template_not_found', { template: metaId })
        bodyFromGraph(reply)
      },

      async accountName() {
        const token = await tokenOf(channel)
        const query = { fields: 'id,name' }
        const reply = await client.call({ method: 'GET', path: account, query, token, repeatable: true })
        const { name } = bodyFromGraph<{ name?: unknown }>(reply)
        return typeof name === 'string' && name !== '' ? name : (channel.wabaId ?? '')
      },
    }
  }
}

function isId(metaId: string): boolean {
  return /^\d{1,32}$/.test(metaId)
}
