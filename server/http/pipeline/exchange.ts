import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request and its answer, as far as an operation may care. */
export class Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** Also in the answer's `X-Request-Id` and in the log. */
  readonly id: string
  #gone: AbortController | undefined

  constructor(req: IncomingMessage, res: ServerResponse) {
    this.req = req
    this.res = res
    this.id = nextRequestId()
  }

  /** Aborts when the client goes away or the answer is through. */
  get signal(): AbortSignal {
    if (!this.#gone) {
      const gone = new AbortController()
      this.#gone = gone
      if (this.res.destroyed) gone.abort()
      else this.res.once('close', () => gone.abort())
    }
    return this.#gone.signal
  }

  /** Scheme and host the client used, `http://127.0.0.1:4010`. */
  get origin(): string {
    const scheme = 'encrypted' in this.req.socket ? 'https' : 'http'
    const host = this.req.headers.host ?? ''
    return `${scheme}://${/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host) ? host : 'localhost'}`
  }
}

const start = Math.random().toString(36).slice(2, 8)
let count = 0

function nextRequestId(): string {
  count += 1
  return `${start}-${count.toString(36)}`
}
