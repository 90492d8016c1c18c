import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** 32 bytes written as 64 hex characters or as base64. Throws with what is expected, never with what was given. */
export function parseMasterKey(text: string, name = 'TRUNKLINE_MASTER_KEY'): Buffer {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) {
    const key = Buffer.from(trimmed, 'base64')
    if (key.length === 32) return key
  }
  throw new Error(
    `${name} must hold 32 bytes, written as 64 hex characters or as base64; "openssl rand -hex 32" makes one.`,
  )
}

/** The key kept in this file (mode 0600), made at the first call; for the sandbox. */
export function loadOrMakeKey(file: string): Buffer {
  const known = readKey(file)
  if (known) return known
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const key = randomBytes(32)
  // Written aside and renamed: a process killed in between leaves no half key. The caller holds the directory.
  const aside = `${file}.new`
  const handle = openSync(aside, 'w', 0o600)
  try {
    writeSync(handle, `${key.toString('hex')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(aside, file)
  return key
}

function readKey(file: string): Buffer | undefined {
  try {
    return parseMasterKey(readFileSync(file, 'utf8'), `The key file ${file}`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
