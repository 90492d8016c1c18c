import type { StreamWhatsAppQrData } from '../../../../generated/keebai/types.gen.ts'
import { followPairing } from '../../../domain/connect/follow.ts'
import type { SessionEvent } from '../../../domain/connect/session.ts'
import type { StreamOperation } from '../../operation.ts'
import type { Frame } from '../../pipeline/event-stream.ts'
import { type QrFormat, toQrFrame } from './to-qr-frame.ts'

export const streamWhatsAppQr: StreamOperation<StreamWhatsAppQrData> = async (
  { path, query, headers },
  caller,
  context,
  { signal },
) => {
  const last = headers?.['Last-Event-ID']
  const after = last === undefined ? undefined : Number(last)
  const events = await followPairing(context, caller.company, path.session_id, { after, signal })
  return { stream: frames(events, query?.qr_format ?? 'string') }
}

async function* frames(events: AsyncIterable<SessionEvent>, format: QrFormat): AsyncGenerator<Frame> {
  for await (const event of events) yield toQrFrame(event, format)
}
