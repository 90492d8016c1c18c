import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createVault } from './aes-gcm.ts'
import { loadOrMakeKey, parseMasterKey } from './master-key.ts'

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
const vault = createVault(key)

test('a sealed value opens in its context, hides its text and differs each time', () => {
  for (const text of ['EAAG-token', '', 'ñandú 🦤', 'x'.repeat(10_000)]) {
    const sealed = vault.seal(text, 'channel/1/token')
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/)
    expect(vault.open(sealed, 'channel/1/token')).toBe(text)
    expect(vault.seal(text, 'channel/1/token')).not.toBe(sealed)
  }
  expect(vault.seal('EAAG-token', 'a')).not.toContain('EAAG')
})

test('the key id names the key without revealing it', () => {
  expect(vault.keyId).toBe('630dcd29')
  expect(vault.seal('text', 'a').split('.')[1]).toBe(vault.keyId)
  expect(createVault(Buffer.alloc(32)).keyId).not.toBe(vault.keyId)
})

test('a value moved to another context does not open', () => {
  const sealed = vault.seal('secret', 'subscription/1/secret')
  expect(() => vault.open(sealed, 'subscription/2/secret')).toThrow('altered or does not belong to')
})

test('a value altered anywhere does not open', () => {
  const sealed = vault.seal('secret', 'a')
  const [version, keyId, text = ''] = sealed.split('.')
  const bytes = Buffer.from(text, 'base64url')
  for (let index = 0; index < bytes.length; index += 1) {
    const altered = Buffer.from(bytes)
    altered.writeUInt8(altered.readUInt8(index) ^ 1, index)
    expect(() => vault.open(`${version}.${keyId}.${altered.toString('base64url')}`, 'a')).toThrow('altered')
  }
})

test('a value of another key, version or form is refused', () => {
  const other = createVault(Buffer.alloc(32, 7))
  const sealed = vault.seal('secret', 'a')
  expect(() => other.open(sealed, 'a')).toThrow(`sealed with key ${vault.keyId}, this vault has ${other.keyId}`)
  expect(() => vault.open(sealed.replace('v1', 'v2'), 'a')).toThrow('not a sealed value')
  expect(() => vault.open(`${sealed}.more`, 'a')).toThrow('not a sealed value')
  expect(() => vault.open('', 'a')).toThrow('not a sealed value')
  expect(() => vault.open(`v1.${vault.keyId}.AAAA`, 'a')).toThrow('cut short')
})

test('a master key is read from hex and from base64, with or without padding', () => {
  expect(parseMasterKey(key.toString('hex'))).toEqual(key)
  expect(parseMasterKey(` ${key.toString('hex').toUpperCase()}\n`)).toEqual(key)
  expect(parseMasterKey(key.toString('base64'))).toEqual(key)
  expect(parseMasterKey(Buffer.alloc(32, 255).toString('base64url'))).toEqual(Buffer.alloc(32, 255))
})

test('a master key of another length or form is refused without repeating it', () => {
  for (const text of [
    '',
    'changeme',
    key.toString('hex').slice(2),
    key.subarray(1).toString('base64'),
    'z'.repeat(64),
  ]) {
    expect(() => parseMasterKey(text)).toThrow(
      /^TRUNKLINE_MASTER_KEY must hold 32 bytes, written as 64 hex characters or as base64; "openssl rand -hex 32" makes one\.$/,
    )
  }
  expect(() => createVault(Buffer.alloc(16))).toThrow('32 bytes')
})

test('the sandbox makes its key once, readable by its owner alone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'trunkline-key-'))
  const file = join(directory, 'sandbox', 'master.key')
  const made = loadOrMakeKey(file)
  expect(made).toHaveLength(32)
  expect(loadOrMakeKey(file)).toEqual(made)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(parseMasterKey(readFileSync(file, 'utf8'))).toEqual(made)
  writeFileSync(file, 'short')
  expect(() => loadOrMakeKey(file)).toThrow(`The key file ${file} must hold 32 bytes`)
  rmSync(directory, { recursive: true })
})
