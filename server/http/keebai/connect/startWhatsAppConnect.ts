import type {
  StartConnectRequest,
  StartWhatsAppConnectData,
  StartWhatsAppConnectResponses,
} from '../../../../generated/keebai/types.gen.ts'
import { startPairing, startSignup } from '../../../domain/connect/start.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { Operation } from '../../operation.ts'
import { toPairingStarted, toSignupStarted } from './to-connect-started.ts'

export const startWhatsAppConnect: Operation<StartWhatsAppConnectData, StartWhatsAppConnectResponses> = async (
  { body = {} },
  caller,
  context,
  exchange,
) => {
  if (body.mode === 'qr') {
    const excluded = excludedByQr(body)
    if (excluded) throw excluded
    const session = await startPairing(context, caller.company, { name: body.name ?? 'WhatsApp QR' })
    return { status: 201, body: toPairingStarted(session) }
  }
  const wish = { pipelineId: body.pipeline_id ?? null, coexistence: body.coexistence_enabled ?? false }
  const session = await startSignup(context, caller.company, wish)
  return { status: 201, body: toSignupStarted(session, context.http.publicUrl ?? exchange.origin) }
}

/** The documented refusal of a QR session that asks for what only the embedded signup has. `null` counts as absent, `false` does not. */
export function excludedByQr(body: { [Name in keyof StartConnectRequest]?: unknown }): Refusal | undefined {
  if (body.mode !== 'qr') return undefined
  const fields = (['pipeline_id', 'coexistence_enabled'] as const).filter((name) => (body[name] ?? null) !== null)
  return fields.length > 0 ? Refusal.of('qr_mode_excludes', { fields }) : undefined
}
