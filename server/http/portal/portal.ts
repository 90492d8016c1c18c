import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express'
import type { CompanyId } from '../../domain/ids.ts'
import { Refusal } from '../../domain/refusals.ts'
import { type DialogOfPage, renderPage } from './page.ts'
import { linkInQuery, readLink, readSignupResult } from './read-body.ts'
import { createSdkRouter, type SdkOptions } from './sdk.ts'
import { type Visit, type VisitTools, visitOf } from './visits.ts'
import { faultView, missingView, type PortalProblem, problemOf } from './words.ts'

export interface PortalOptions {
  context: VisitTools & SdkOptions['context']
  page: {
    /** Meta's JavaScript SDK, or a simulator's for this company. */
    sdkUrl(company: CompanyId): string
    /** Origins whose messages are Meta's, besides facebook.com and its subdomains over https. */
    messageOrigins: string[]
    appId: string
    configId: string
    graphVersion: string
  }
  /** Where the portal is reached from outside; the request's own host when undefined. */
  publicUrl?: string | undefined
  /** Whoever knows a channel's id may connect it (a sandbox); otherwise a link needs its key. */
  openChannels?: boolean | undefined
}

const path = '/connect/whatsapp'
const bodyBytesMax = 16 * 1024

/**
 * `/connect/whatsapp`: the page in which a person finishes or cancels an embedded signup, and the calls it makes.
 * There are no accounts and no cookies: what stands in the link (`?session=`, or `?channel=` with its `key`) is the
 * credential. Beside it, what pages of others load (sdk.ts).
 */
export function createPortalRouter({ context, page, publicUrl, openChannels = false }: PortalOptions): Router {
  const visit = (link: Parameters<typeof visitOf>[1]) => visitOf(context, link, { open: openChannels })

  /** Member by member: what else the caller's object holds is not for browsers. */
  const dialog = (company: CompanyId): Omit<DialogOfPage, 'coexistence'> => ({
    sdkUrl: page.sdkUrl(company),
    messageOrigins: page.messageOrigins,
    appId: page.appId,
    configId: page.configId,
    graphVersion: page.graphVersion,
  })

  const showPage: RequestHandler = async (req, res) => {
    try {
      const { company, coexistence, view } = await visit(linkInQuery(queryOf(req))).read()
      if (view.status !== 'pending') return sendPage(res, 200, renderPage(view))
      const asked = queryOf(req).get('coexistence') === '1'
      sendPage(res, 200, renderPage(view, { ...dialog(company), coexistence: coexistence || asked }))
    } catch (error) {
      const missing = error instanceof Refusal && error.is('session_not_found')
      if (!missing) context.log.fault('portal.failed', error)
      sendPage(res, missing ? 404 : 500, renderPage(missing ? missingView : faultView))
    }
  }

  const showStatus: RequestHandler = async (req, res) => {
    const { view } = await visit(linkInQuery(queryOf(req))).read()
    res.json(view)
  }

  const act =
    (action: (one: Visit, body: unknown) => Promise<unknown>): RequestHandler =>
    async (req, res) =>
      void res.json(await action(visit(readLink(req.body)), req.body))

  const ownOrigin: RequestHandler = (req, res, next) => {
    const origin = req.get('origin')
    const own = publicUrl === undefined ? `${req.protocol}://${req.get('host')}` : new URL(publicUrl).origin
    if (origin === undefined || origin === own) next()
    else sendProblem(res, { status: 403, code: 'FOREIGN_ORIGIN', message: 'Open the link itself.', retry: false })
  }

  const fail: ErrorRequestHandler = (error, _req, res, next) => {
    if (res.headersSent) return next(error)
    const problem = error instanceof Refusal ? problemOf(error) : unreadable(error)
    if (!problem) context.log.fault('portal.failed', error)
    sendProblem(res, problem ?? { status: 500, code: 'INTERNAL_ERROR', message: faultMessage, retry: true })
  }

  const post = [ownOrigin, jsonOnly, express.json({ limit: bodyBytesMax })]
  return Router()
    .use(createSdkRouter({ context, dialog }))
    .use(path, (_req, res, next) => {
      res.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
      next()
    })
    .get(path, showPage)
    .get(`${path}/status`, showStatus)
    .post(
      `${path}/complete`,
      post,
      act((one, body) => one.complete(readSignupResult(body))),
    )
    .post(
      `${path}/cancel`,
      post,
      act((one) => one.cancel()),
    )
    .all([path, `${path}/status`], onlyMethod('GET'))
    .all([`${path}/complete`, `${path}/cancel`], onlyMethod('POST'))
    .use(path, fail)
}

const faultMessage = 'Something went wrong on our side. Please try again in a moment.'

function queryOf(req: Request): URLSearchParams {
  return new URL(req.originalUrl, 'http://portal').searchParams
}

const jsonOnly: RequestHandler = (req, res, next) => {
  if (req.is('application/json')) next()
  else sendProblem(res, { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send JSON.', retry: true })
}

function onlyMethod(allowed: 'GET' | 'POST'): RequestHandler {
  return (_req, res) => {
    res.set('allow', allowed === 'GET' ? 'GET, HEAD' : 'POST')
    sendProblem(res, { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'Method not allowed.', retry: false })
  }
}

/** What the body reader refuses: malformed JSON, too large, an unknown charset. */
function unreadable(error: unknown): PortalProblem | undefined {
  const { status } = error as { status?: unknown }
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined
  const code = status === 413 ? 'PAYLOAD_TOO_LARGE' : status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'INVALID_REQUEST'
  return { status, code, message: 'The request cannot be read.', retry: true }
}

function sendPage(res: Response, status: number, { html, headers }: ReturnType<typeof renderPage>): void {
  res.status(status).set(headers).send(html)
}

function sendProblem(res: Response, { status, ...error }: PortalProblem): void {
  res.status(status).json({ error })
}
