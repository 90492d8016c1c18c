import type { Kysely } from 'kysely'
import { up as initial } from './0001-initial.ts'
import { up as rateLimits } from './0002-rate-limits.ts'
import { up as media } from './0003-media.ts'
import { up as connections } from './0004-connections.ts'
import { up as deliveryLanes } from './0005-delivery-lanes.ts'
import { up as hubMessage } from './0006-hubmessage.ts'
import { up as bulk } from './0007-bulk.ts'
import { up as templates } from './0008-templates.ts'
import { up as listening } from './0009-listening.ts'

/** The schema's history in order; the schema version of a store is how many of these it has seen. Only ever appended to. */
export const migrations: ((db: Kysely<unknown>) => Promise<void>)[] = [
  initial,
  rateLimits,
  media,
  connections,
  deliveryLanes,
  hubMessage,
  bulk,
  templates,
  listening,
]
