import type { Context } from '../../server/domain/context.ts'
import { hashToken } from '../../server/domain/tokens/authenticate.ts'

/** Whether a bearer text was ever issued here, for whichever surface; it may have ended since. */
export async function isIssued({ storage }: Pick<Context, 'storage'>, text: string): Promise<boolean> {
  return (await storage.read.tokens.findByHash(hashToken(text))) !== undefined
}
