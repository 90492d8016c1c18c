import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root, run } from './tools.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-runtime-'))
  await mkdir(join(folder, 'scripts'))
  await cp(join(root, 'scripts', 'runtime.mjs'), join(folder, 'scripts', 'runtime.mjs'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('a Node.js that is new enough is used as it is', async () => {
  expect(await runtime('v24.18.0')).toEqual({ code: 0, output: `${process.execPath}\n` })
  expect(await runtime('v26.0.0')).toEqual({ code: 0, output: `${process.execPath}\n` })
})

test('an older one gives way to the pinned one, and without that to one sentence', async () => {
  const { code, output } = await runtime('v20.20.2')
  expect(code).toBe(1)
  expect(output).toMatch(/^Trunkline needs Node\.js 24\.18 or newer: this is v20\.20\.2.*npm ci.*\n$/)

  const name = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  const pinned = join(folder, 'node_modules', `${name}-${process.platform}-${process.arch}`, 'bin', 'node')
  await mkdir(join(pinned, '..'), { recursive: true })
  await writeFile(pinned, '#!/bin/sh\n')
  await chmod(pinned, 0o755)
  expect(await runtime('v24.17.9')).toEqual({ code: 0, output: `${pinned}\n` })
})

function runtime(version: string) {
  const pretend = `data:text/javascript,Object.defineProperty(process,'version',{value:'${version}'})`
  return run(process.execPath, ['--import', pretend, join(folder, 'scripts', 'runtime.mjs')])
}
