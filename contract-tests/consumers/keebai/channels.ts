import { keebai } from '../../../client/index.ts'
import type { Given, Subject } from '../kit/subject.ts'
import { connectedChannel, nothing, qrChannel, qrChannelId } from './literals.ts'

const cloudApiChannelId = 'ch_01KS659CDKEPH8JW5P0Q59P0Y3'

const oneOfEach: Given[] = [connectedChannel, qrChannel]

export const channels: Record<string, Subject> = {
  listWhatsAppNumbers: {
    call: keebai.listWhatsAppNumbers,
    request: {},
    answers: {
      '200 numbers': { given: oneOfEach },
      '200 none': { given: [nothing] },
    },
  },
  listChannels: {
    call: keebai.listChannels,
    request: {},
    answers: {
      '200 channels': { given: oneOfEach },
      '200 none': { given: [nothing] },
      '400 validation': { request: { query: { type: 'telegram' } } },
    },
  },
  getChannel: {
    call: keebai.getChannel,
    request: { path: { id: cloudApiChannelId } },
    answers: {
      '200 cloud_api': { given: [{ state: connectedChannel.state, params: { channel_id: cloudApiChannelId } }] },
      '200 qr_unlinked': {
        given: [{ state: 'a disconnected channel', params: { kind: 'qr', channel_id: qrChannelId } }],
        request: { path: { id: qrChannelId } },
      },
      '404 channel_not_found': {
        given: [{ state: 'a channel of another company', params: { channel_id: cloudApiChannelId } }],
      },
    },
  },
}
