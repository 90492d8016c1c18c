import { randomBytes } from 'node:crypto'
import type { GraphMedium, GraphUploadedMedium } from '../../../generated/meta/types.gen.ts'
import type { Channel } from '../../domain/channels/channel.ts'
import type { UpstreamMedia, UpstreamMedium } from '../../domain/ports/media.ts'
import { Refusal } from '../../domain/refusals.ts'
import { bodyFromGraph, isUnknownObject, mediumFromGraph } from './from-graph.ts'
import type { GraphClient } from './graph-client.ts'
import { multipartForm } from './multipart.ts'

/** The media Meta keeps for a number. */
export function createCloudApiMedia({
  client,
  tokenOf,
}: {
  client: GraphClient
  tokenOf: (channel: Channel) => Promise<string>
}): (channel: Channel) => UpstreamMedia {
  return (channel) => {
    const { phoneNumberId } = channel
    if (phoneNumberId === null) throw new Error(`channel ${channel.id} has no phone number id`)
    const query = { phone_number_id: phoneNumberId }

    async function describe(id: string): Promise<UpstreamMedium> {
      // Other objects of the business have ids too; what is no number is a path of its own.
      if (!/^\d{1,32}$/.test(id)) throw Refusal.of('media_not_found', { media: id })
      const token = await tokenOf(channel)
      const reply = await client.call({ method: 'GET', path: `/${id}`, query, token, repeatable: true })
      if (isUnknownObject(reply)) throw Refusal.of('media_not_found', { media: id })
      const medium = mediumFromGraph(bodyFromGraph<Partial<GraphMedium>>(reply))
      if (!medium) throw Refusal.of('media_not_found', { media: id })
      return medium
    }

    return {
      describe,

      async upload({ mime, size, filename, bytes }) {
        const token = await tokenOf(channel)
        const fields = { messaging_product: 'whatsapp', type: mime }
        const file = { name: 'file', filename, mime, size, bytes }
        const stream = multipartForm(fields, file, `trunkline-${randomBytes(16).toString('hex')}`)
        const path = `/${encodeURIComponent(phoneNumberId)}/media`
        const { id } = bodyFromGraph<GraphUploadedMedium>(await client.call({ method: 'POST', path, stream, token }))
        if (typeof id === 'string' && id !== '') return id
        throw unavailable('Meta took the medium without naming it')
      },

      async download(id) {
        const { url, mime, size } = await describe(id)
        const file = await client.download(url, await tokenOf(channel))
        if (file.got === 'file') return { mime: file.mime ?? mime, size: file.size ?? size, bytes: file.bytes }
        if (file.got === 'lost') throw unavailable(file.why)
        if (file.status === 404 || file.status === 410) throw Refusal.of('media_not_found', { media: id })
        throw unavailable(`the medium was refused with status ${file.status}`)
      },

      /** Looked at first: the id of another object of the business must not delete that. */
      async delete(id) {
        await describe(id)
        const token = await tokenOf(channel)
        const reply = await client.call({ method: 'DELETE', path: `/${id}`, query, token, repeatable: true })
        if (isUnknownObject(reply)) throw Refusal.of('media_not_found', { media: id })
        bodyFromGraph(reply)
      },
    }
  }
}

function unavailable(why: string): Refusal {
  return Refusal.of('upstream_unavailable', { upstream: 'meta', why })
}
