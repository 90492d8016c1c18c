import type { GetBroadcastData, GetBroadcastResponses } from '../../../../generated/keebai/types.gen.ts'
import { readBroadcast } from '../../../domain/broadcasts/read.ts'
import type { Broadcast } from '../../../domain/messages/message.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { missingScopes } from '../../../domain/tokens/scopes.ts'
import type { Caller } from '../../../domain/tokens/token.ts'
import type { Operation } from '../../operation.ts'
import { toBroadcastProgress } from './to-broadcast-progress.ts'

export const getBroadcast: Operation<GetBroadcastData, GetBroadcastResponses> = async ({ path }, caller, context) => {
  const { broadcast, progress, status } = await readBroadcast(context, caller.company, path.broadcastId)
  requireReadable(broadcast, caller)
  const { dialect } = context.http
  const told = dialect === 'auto' ? broadcast.dialect : dialect
  return { status: 200, body: toBroadcastProgress(broadcast, progress, status, told, dialect) }
}

/** Without `messages:bulk` a token reads the single sends it made itself: nothing else tells what became of them. */
function requireReadable(broadcast: Broadcast, { token }: Caller): void {
  const required = ['messages:bulk']
  const missing = missingScopes(token.scopes, required)
  const own = broadcast.total === 1 && broadcast.token === token.id
  if (missing.length > 0 && !own) throw Refusal.of('insufficient_scope', { required, missing })
}
