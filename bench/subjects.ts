import { fileURLToPath } from 'node:url'
import { type Child, startChild } from './child.ts'
import type { Listening } from './subjects/listening.ts'

export type SubjectName = 'express' | 'express+eov' | 'prism' | 'mock' | 'sandbox' | 'gateway'

export interface Subject {
  name: SubjectName
  title: string
  /** Goes on working after it has answered: sends leave its queue. */
  queues: boolean
  start(): Promise<{ child: Child } & Listening>
}

/** What is measured, on the same POST /v1/messages/text. */
export function subjects(graphUrl: string): Subject[] {
  return [
    own('express', 'bare Express 5, JSON read, fixed answer', 'bare-express.ts'),
    own('express+eov', 'bare Express 5 + express-openapi-validator', 'express-validator.ts'),
    { name: 'prism', title: 'Prism CLI, default settings', queues: false, start: startPrism },
    own('mock', 'static mock', 'static-mock.ts'),
    { ...own('sandbox', 'sandbox, accept path', 'sandbox.ts'), queues: true },
    { ...own('gateway', 'gateway, accept path', 'gateway.ts', { GRAPH_URL: graphUrl }), queues: true },
  ]
}

function own(name: SubjectName, title: string, file: string, env?: NodeJS.ProcessEnv): Subject {
  return {
    name,
    title,
    queues: false,
    async start() {
      const child = startChild(new URL(`./subjects/${file}`, import.meta.url), { env })
      return { child, ...(await child.said<Listening>()) }
    },
  }
}

/** The document Prism is given. */
export const document = fileURLToPath(new URL('../generated/openapi/keebai.json', import.meta.url))
/** The target of the `prism` command. */
export const prismCli = fileURLToPath(new URL('../node_modules/@stoplight/prism-cli/dist/index.js', import.meta.url))
const prismPort = 4911

async function startPrism(): Promise<{ child: Child } & Listening> {
  const child = startChild(prismCli, { args: ['mock', '--port', String(prismPort), document] })
  const url = `http://127.0.0.1:${prismPort}`
  await answering(`${url}/v1/me`)
  return { child, url }
}

const patienceMs = 20_000

/** Resolves when the address answers at all. */
export async function answering(url: string, headers?: Record<string, string>): Promise<Response> {
  const until = performance.now() + patienceMs
  for (;;) {
    const response = await fetch(url, { headers }).catch(() => undefined)
    if (response) {
      await response.arrayBuffer()
      return response
    }
    if (performance.now() > until) throw new Error(`nothing answers at ${url}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
