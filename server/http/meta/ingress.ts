import { createHash, timingSafeEqual } from 'node:crypto'
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import { isSigned, parseSignature } from './signature.ts'

export interface MetaIngressOptions {
  appSecret: string
  /** What the operator typed beside the callback URL in Meta's app settings. */
  verifyToken: string
  /** Keeps the exact bytes, durably; Meta is answered 200 once it resolves and comes again when it rejects. */
  store(rawBody: Buffer): Promise<void>
}

const path = '/webhooks/meta'
/** Meta's own limit. */
const bodyBytesMax = 3 * 1024 * 1024

/** `/webhooks/meta`: Meta's handshake, and its webhooks, stored before they are answered and worked off by others. */
export function createMetaIngressRouter({ appSecret, verifyToken, store }: MetaIngressOptions): Router {
  const readBody = express.raw({ type: () => true, limit: bodyBytesMax, inflate: false })

  /** Anonymous bodies are not even read. */
  const wantSignature: RequestHandler = (req, res, next) => {
    if (parseSignature(req.get('x-hub-signature-256'))) next()
    else res.status(401).set('connection', 'close').type('text').send('X-Hub-Signature-256 is missing or malformed')
  }

  const receive: RequestHandler = async (req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
    const signature = parseSignature(req.get('x-hub-signature-256'))
    if (!signature || !isSigned(body, signature, appSecret)) {
      res.status(401).type('text').send('X-Hub-Signature-256 does not match the body')
      return
    }
    await store(body)
    res.status(200).type('text').send('ok')
  }

  const shakeHands: RequestHandler = (req, res) => {
    const asked = new URL(req.originalUrl, 'http://ingress').searchParams
    const [mode, token, challenge] = ['hub.mode', 'hub.verify_token', 'hub.challenge'].map((name) => only(asked, name))
    if (mode === 'subscribe' && /^[\w-]{1,200}$/.test(challenge ?? '') && isSameText(token ?? '', verifyToken)) {
      res.status(200).type('text').send(challenge)
    } else {
      res.status(403).type('text').send('forbidden')
    }
  }

  return Router()
    .use(path, (_req, res, next) => {
      res.set({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
      next()
    })
    .get(path, shakeHands)
    .post(path, wantSignature, readBody, receive)
    .all(path, (_req, res) => {
      res.status(405).set('allow', 'GET, HEAD, POST').type('text').send('method not allowed')
    })
    .use(path, unreadable)
}

/** What the body reader refuses; faults go on to the application's own handler. */
const unreadable: ErrorRequestHandler = (error, _req, res, next) => {
  const { status } = error as { status?: unknown }
  if (typeof status !== 'number' || status < 400 || status > 499 || res.headersSent) return next(error)
  res.status(status).set('connection', 'close').type('text').send('the body cannot be read')
}

/** A parameter given exactly once. */
function only(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name)
  return values.length === 1 ? values[0] : undefined
}

/** In constant time, whatever the lengths. */
function isSameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
