import type { BinaryNode } from 'baileys'
import type { Connection } from './connection.ts'

/**
 * - `stanza`: the service says this; `last`: and ends the connection
 * - `close`: the service closes it in good order
 * - `cut`: the wire breaks
 * - `mute`: nothing comes through any more, and nobody notices
 */
export type Disturbance = { stanza: BinaryNode; last?: boolean } | 'close' | 'cut' | 'mute'

export function inflict(connection: Connection, disturbance: Disturbance): void {
  if (disturbance === 'close') connection.end()
  else if (disturbance === 'cut') connection.cut()
  else if (disturbance === 'mute') connection.mute()
  else if (disturbance.last) connection.end(disturbance.stanza)
  else connection.send(disturbance.stanza)
}
