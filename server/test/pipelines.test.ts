import { expect, test } from 'vitest'
import { startApp } from './app-rig.ts'

test('where pipelines are listed, an unknown one is refused and a listed one is taken', async () => {
  await using app = await startApp()
  app.context.settings.pipelines = ['pip_01']
  const start = (pipeline_id: string) => app.call('/v1/channels/whatsapp/connect', { body: { pipeline_id } })
  expect(await start('pip_02')).toMatchObject({ status: 404, body: { error: { code: 'PIPELINE_NOT_FOUND' } } })
  expect(await app.context.storage.read.sessions.pending()).toEqual([])
  expect((await start('pip_01')).status).toBe(201)
  expect(await app.context.storage.read.sessions.pending()).toMatchObject([{ pipelineId: 'pip_01' }])
  expect(app.violations).toEqual([])
})
