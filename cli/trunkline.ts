#!/usr/bin/env node
import { main } from './main.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read our output has gone, as in `trunkline … | head`.
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  platform: process.platform,
})
