import { createHash } from 'node:crypto'
import type { DomainEvent } from '../../../domain/webhooks/webhook.ts'

/** 32 upper-case hex characters, the same for every attempt and every webhook. */
export function eventDigest({ id }: DomainEvent): string {
  return digest(id)
}

/** The same for one part of an event. */
export function identifier({ id }: DomainEvent, part: string): string {
  return digest(`${id} ${part}`)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32).toUpperCase()
}
