import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '../../server/domain/ports/log.ts'
import { loadDocument } from '../../server/http/pipeline/document.ts'
import { Exchange } from '../../server/http/pipeline/exchange.ts'
import { pathOf } from '../../server/http/pipeline/request.ts'
import { apiHeaders, respond } from '../../server/http/pipeline/respond.ts'
import type { Surface } from '../../server/http/pipeline/surface.ts'
import { createMockSurface } from './mock-surface.ts'
import { takeQueryPreferences } from './preferences.ts'

export interface MockApp {
  handle(req: IncomingMessage, res: ServerResponse): void
  /** Reads and compiles everything; `/readyz` is 200 afterwards. */
  warm(): Promise<void>
  /** Takes up nothing new and ends the open event streams. */
  drain(): void
}

const HUBMESSAGE_PREFIX = '/hubmessage'

/** Both APIs, their documents and health, at the paths of the gateway. */
export function createMockApp(options: { eventSpacingMs: number; log: Log }): MockApp {
  const keebai = createMockSurface('keebai', options)
  const hubmessage = createMockSurface('hubmessage', options)
  let state: 'starting' | 'ready' | 'shutting down' = 'starting'

  /** What else has an address, under GET. */
  const pages: Record<string, (req: IncomingMessage, res: ServerResponse) => void> = {
    '/healthz': (req, res) => respond(new Exchange(req, res), { status: 200, body: { status: 'ok' } }),
    '/readyz': (req, res) => {
      respond(new Exchange(req, res), { status: state === 'ready' ? 200 : 503, body: { status: state } })
    },
    '/v1/docs-json': (_req, res) => sendDocument(res, 'keebai'),
    [`${HUBMESSAGE_PREFIX}/openapi.json`]: (_req, res) => sendDocument(res, 'hubmessage'),
  }

  return {
    handle(req, res) {
      takeQueryPreferences(req)
      const path = pathOf(req)
      const surface = isHubMessage(path) ? hubmessage : keebai
      if (surface.handle(req, res, surface === hubmessage ? path.slice(HUBMESSAGE_PREFIX.length) : path)) return
      const page = req.method === 'GET' && Object.hasOwn(pages, path) ? pages[path] : undefined
      if (page) page(req, res)
      else surface.notFound(req, res)
    },
    async warm() {
      await warmInTurn([keebai, hubmessage])
      if (state === 'starting') state = 'ready'
    },
    drain() {
      state = 'shutting down'
      keebai.drain()
      hubmessage.drain()
    },
  }
}

async function warmInTurn(surfaces: Surface[]): Promise<void> {
  for (const surface of surfaces) await surface.warm()
}

function isHubMessage(path: string): boolean {
  return path === HUBMESSAGE_PREFIX || path.startsWith(`${HUBMESSAGE_PREFIX}/`)
}

function sendDocument(res: ServerResponse, name: 'keebai' | 'hubmessage'): void {
  res.writeHead(200, { ...apiHeaders, 'Content-Type': 'application/json; charset=utf-8' })
  res.end(loadDocument(name).text)
}
