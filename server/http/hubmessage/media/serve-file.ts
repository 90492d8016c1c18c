import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from '../../../domain/context.ts'
import { downloadMedia } from '../../../domain/media/read.ts'
import { Refusal } from '../../../domain/refusals.ts'
import { Exchange } from '../../pipeline/exchange.ts'
import { ProblemError } from '../../pipeline/problem.ts'
import { type Answer, respond } from '../../pipeline/respond.ts'
import { writeFile } from '../../pipeline/write-file.ts'
import { wording } from '../refusals.ts'
import { fromFileLink } from './file-link.ts'

/** Answers the address of a received file with its bytes: whoever has the address may fetch it, until its time is over. */
export async function serveFile(
  context: Context,
  sealed: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const exchange = new Exchange(req, res)
  try {
    await writeFile(exchange, await linkedFile(context, sealed))
  } catch (error) {
    respond(exchange, answerTo(context, exchange, error))
  }
}

async function linkedFile(context: Context, sealed: string) {
  const file = fromFileLink(context.vault, sealed, context.clock.now())
  const channel = file && (await context.storage.read.channels.byId(file.channel))
  if (!file || channel?.company !== file.company) throw Refusal.of('media_not_found', { media: '' })
  return downloadMedia(context, channel, file.media)
}

function answerTo({ log }: Context, { id }: Exchange, error: unknown): Answer {
  if (error instanceof Refusal) return wording.refusal(error)
  if (error instanceof ProblemError) return wording.problem(error.problem)
  log.fault('http.fault', error, { request: id, operation: 'received file' })
  return wording.problem({ kind: 'fault' })
}
