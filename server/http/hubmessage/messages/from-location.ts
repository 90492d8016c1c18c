import type { LocationContent as WireContent } from '../../../../generated/hubmessage/types.gen.ts'
import type { LocationContent } from '../../../domain/messages/content.ts'
import { Refusal } from '../../../domain/refusals.ts'

/** Coordinates are text here and numbers at WhatsApp. Refusal `invalid_request`: beyond the poles, or more than once around. */
export function fromLocation({ attachments: [place] }: WireContent): LocationContent {
  const { name, address } = place
  return {
    type: 'location',
    latitude: degrees('latitude', place.latitude, 90),
    longitude: degrees('longitude', place.longitude, 180),
    ...(name !== undefined && { name }),
    ...(address !== undefined && { address }),
  }
}

function degrees(member: 'latitude' | 'longitude', text: string, max: number): number {
  const value = Number(text)
  if (Math.abs(value) <= max) return value
  const path = `/body/content/attachments/0/${member}`
  throw Refusal.of('invalid_request', { problems: [{ path, message: `must be from -${max} to ${max}` }] })
}
