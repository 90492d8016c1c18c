#!/usr/bin/env node
import { enableCompileCache, flushCompileCache } from 'node:module'

// Compiled modules are kept in the temporary folder of the operating system: half of a start is compiling.
enableCompileCache()
setTimeout(flushCompileCache, 5_000).unref()
const { main } = await import('./main.ts')

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read our output has gone, as in `trunkline … | head`.
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})
process.exitCode = await main(process.argv.slice(2), {
  // Opened by whoever reads it.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  platform: process.platform,
})
// Nothing of ours runs any more; timers of libraries (Baileys waits 30 s after each login) may hold the process no longer.
setTimeout(() => process.exit(), 100).unref()
