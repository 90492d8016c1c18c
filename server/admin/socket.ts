import { chmodSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { join, relative } from 'node:path'
import { type AdminAnswer, type AdminCommand, type AdminTools, runAdminCommand } from './commands.ts'

/** Operating systems cut socket paths off at about this length. */
const pathMax = 100

/**
 * Listens for admin commands on a socket in the data directory that only its owner may open.
 * @returns the function that stops listening
 */
export async function serveAdmin(tools: AdminTools, directory: string): Promise<() => Promise<void>> {
  const path = socketPath(directory)
  rmSync(path, { force: true })
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const answer = await runAdminCommand(tools, parse(Buffer.concat(chunks).toString('utf8'))).catch((error) => {
      tools.log.fault('admin.failed', error)
      return { ok: false, error: 'the gateway failed at it; its log says how' } satisfies AdminAnswer
    })
    res.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  const umask = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  } finally {
    process.umask(umask)
  }
  chmodSync(path, 0o600)
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
}

/** Sends a command to the process that runs on this directory. Rejects when none listens. */
export function askAdmin(directory: string, command: AdminCommand): Promise<AdminAnswer> {
  return new Promise((resolve, reject) => {
    const req = request({ socketPath: socketPath(directory), method: 'POST', path: '/' }, async (res) => {
      const chunks: Buffer[] = []
      for await (const chunk of res) chunks.push(chunk as Buffer)
      resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as AdminAnswer)
    })
    req.once('error', reject)
    req.end(JSON.stringify(command))
  })
}

function socketPath(directory: string): string {
  const path = join(directory, 'admin.sock')
  const shorter = relative(process.cwd(), path)
  const chosen = shorter.length < path.length ? shorter : path
  if (chosen.length > pathMax) throw new Error(`The path of the admin socket is too long for a socket: ${path}`)
  return chosen
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
