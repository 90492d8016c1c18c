import type { ListTemplatesData, ListTemplatesResponses } from '../../../../generated/keebai/types.gen.ts'
import { getChannel } from '../../../domain/channels/read.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { listTemplates as pageOf } from '../../../domain/templates/list.ts'
import type { Operation } from '../../operation.ts'
import { toTemplate } from './to-template.ts'

export const listTemplates: Operation<ListTemplatesData, ListTemplatesResponses> = async (
  { query = {} },
  { company },
  context,
) => {
  const { status = 'APPROVED', limit = 50, channel_id: channelId } = query
  const offset = offsetOf(query, limit)
  const channel = channelId === undefined ? undefined : await getChannel(context, company, channelId)
  const { templates, total } = await pageOf(context, company, { channel, status, offset, limit })
  const items = templates.map(toTemplate)
  const next = offset + items.length
  return {
    status: 200,
    body: {
      items,
      page: Math.floor(offset / limit),
      limit,
      total,
      data: items,
      next_cursor: items.length > 0 && next < total ? `${cursorMark}${next}` : null,
    },
  }
}

const cursorMark = 'tp_'

/** A page that is named beside a cursor says nothing as long as it is the first, which is the one without a word. */
function offsetOf({ page = 0, cursor }: NonNullable<ListTemplatesData['query']>, limit: number): number {
  if (cursor === undefined) return page * limit
  if (page === 0) return Number(cursor.slice(cursorMark.length))
  throw Refusal.of('invalid_request', { problems: [{ path: '/query/page', message: 'excludes cursor' }] })
}
