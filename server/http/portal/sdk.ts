import { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express'
import { getChannel } from '../../domain/channels/read.ts'
import type { Context } from '../../domain/context.ts'
import type { CompanyId } from '../../domain/ids.ts'
import { Refusal } from '../../domain/refusals.ts'
import { authenticatePublicKey } from '../../domain/tokens/authenticate.ts'
import { bearerText } from '../pipeline/authorize.ts'
import type { DialogOfPage } from './page.ts'
import { sdkModule } from './sdk-modules.ts'

export interface SdkOptions {
  context: Pick<Context, 'storage' | 'clock' | 'tokenCache' | 'settings' | 'log'>
  /** What opens Meta's dialog for this company. */
  dialog(company: CompanyId): Omit<DialogOfPage, 'coexistence'>
}

const settingsPath = '/connect/settings'

/**
 * What the pages of integrators load: the browser SDK (`/connect/sdk.js`), and for a public key what opens Meta's dialog
 * (`/connect/settings`, with `?channel=` also whether that one can be connected). Any site may read both.
 */
export function createSdkRouter({ context, dialog }: SdkOptions): Router {
  const showSettings: RequestHandler = async (req, res) => {
    const key = bearerText(req)
    const caller = key === undefined ? undefined : await authenticatePublicKey(context, key)
    if (!caller) return sendError(res, 401, 'UNAUTHORIZED', 'The public key is unknown, revoked or expired.')
    const { channel: asked } = req.query
    if (asked !== undefined) await requireConnectable(caller.company, String(asked))
    res.json(dialog(caller.company))
  }

  async function requireConnectable(company: CompanyId, asked: string): Promise<void> {
    const channel = await getChannel(context, company, asked)
    if (channel.kind !== 'cloud_api') throw Refusal.of('channel_not_found', { channel: asked })
    if (channel.state === 'connected') {
      throw Refusal.of('channel_already_connected', { phoneNumber: channel.phoneNumber })
    }
  }

  const fail: ErrorRequestHandler = (error, _req, res, next) => {
    if (res.headersSent) return next(error)
    const refusal = error instanceof Refusal ? error : undefined
    if (refusal?.is('channel_not_found')) {
      sendError(res, 404, 'CHANNEL_NOT_FOUND', 'There is no such channel that can be connected.')
    } else if (refusal?.is('channel_already_connected')) {
      sendError(res, 409, 'CHANNEL_ALREADY_CONNECTED', 'The channel is connected already.')
    } else {
      context.log.fault('portal.failed', error)
      sendError(res, 500, 'INTERNAL_ERROR', 'Something went wrong on our side.')
    }
  }

  return Router()
    .use([settingsPath, '/connect/sdk.js', '/connect/sdk'], (_req, res, next) => {
      res.set(forAnySite)
      next()
    })
    .get(['/connect/sdk.js', '/connect/sdk/:name'], showModule)
    .get(settingsPath, showSettings)
    .options(settingsPath, (_req, res) => void res.status(204).set(preflight).end())
    .all(settingsPath, (_req, res) => {
      sendError(res.set('allow', 'GET, HEAD, OPTIONS'), 405, 'METHOD_NOT_ALLOWED', 'Method not allowed.')
    })
    .use(settingsPath, fail)
}

const showModule: RequestHandler = (req, res, next) => {
  const module = sdkModule(req.path.slice('/connect/'.length))
  if (!module) return next()
  // Asked for again each time: the modules of two versions do not mix.
  res.set({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache', etag: module.etag })
  if (req.fresh) res.status(304).end()
  else res.send(module.body)
}

const forAnySite = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
}

const preflight = {
  'access-control-allow-methods': 'GET',
  'access-control-allow-headers': 'authorization',
  'access-control-max-age': '7200',
}

function sendError(res: Response, status: number, code: string, message: string): void {
  res.status(status).set('cache-control', 'no-store').json({ error: { code, message } })
}
