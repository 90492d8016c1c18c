import { spawn } from 'node:child_process'
import type { Terminal } from './command.ts'

/** Opens a link in the browser of the person at this terminal. False when there is nobody, or no screen, to open it for. */
export function openBrowser(url: string, { stdout, env, platform }: Terminal): boolean {
  const opener = openerOf(platform, env)
  if (!stdout.isTTY || !opener || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return false
  const child = spawn(opener.command, [...opener.args, url], { stdio: 'ignore', detached: true })
  // Without an opener the printed link is enough.
  child.on('error', () => undefined)
  child.unref()
  return true
}

interface Opener {
  command: string
  args: string[]
}

function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Opener | undefined {
  if (env.SSH_CONNECTION && !env.DISPLAY) return undefined
  if (platform === 'darwin') return { command: 'open', args: [] }
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler'] }
  return env.DISPLAY || env.WAYLAND_DISPLAY ? { command: 'xdg-open', args: [] } : undefined
}
