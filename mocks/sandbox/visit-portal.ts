import { SimulatorRefusal } from '../simulators/refusal.ts'
import type { ControlContext } from './control.ts'

/** Does what the page behind a `verification_uri` does for the person, through the same endpoint of the gateway; answers where the session stands then. */
export async function visitPortal(
  { gatewayUrl }: ControlContext,
  action: 'complete' | 'cancel',
  form: Record<string, unknown> & { session: string },
): Promise<{ status: string }> {
  const base = gatewayUrl()
  if (base === null) {
    throw new SimulatorRefusal(
      409,
      'NO_GATEWAY',
      'this world was started without --gateway, so there is no portal to visit',
    )
  }
  const answer = await fetch(`${base}/connect/whatsapp/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(form),
  })
  const body: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return body as { status: string }
  const { code, message } = errorOf(body)
  throw new SimulatorRefusal(answer.status, code, message)
}

function errorOf(body: unknown): { code: string; message: string } {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  const of = (name: string, otherwise: string) => {
    const value = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
    return typeof value === 'string' ? value : otherwise
  }
  return { code: of('code', 'PORTAL_REFUSED'), message: of('message', 'the portal refused') }
}
